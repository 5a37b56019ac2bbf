import { addDays, isoDate } from '@/logic/format'

/** Days from and to of a named span, both included; Monday starts a week. */
export function span(name: string, today = isoDate(new Date())): [string, string] | null {
  const weekday = (new Date(`${today}T12:00:00`).getDay() + 6) % 7
  if (name === 'today') return [today, today]
  if (name === 'this_week') return [addDays(today, -weekday), addDays(today, 6 - weekday)]
  if (name === 'next_week') return [addDays(today, 7 - weekday), addDays(today, 13 - weekday)]
  if (name === 'this_month') {
    const first = `${today.slice(0, 7)}-01`
    const next = addDays(first, 31)
    return [first, addDays(`${next.slice(0, 7)}-01`, -1)]
  }
  if (name === 'last_30') return [addDays(today, -29), today]
  return null
}

export const SPANS = ['today', 'this_week', 'next_week', 'this_month', 'last_30']

/** Name of the span that these days are, if any. */
export function spanNamed(value: string, today?: string): string | null {
  return SPANS.find((name) => span(name, today)?.join(',') === value) ?? null
}
