import { addDays, isoDate } from '@/logic/format'

const pad = (n: number): string => String(n).padStart(2, '0')

/** Reads what people type for a day: `2026-11-20`, `2026/11/20`, `115/11/20` (民國), `20 Nov 2026`, `11/20`, `20`, `+3`, `today`. */
export function parseDay(typed: string, today = isoDate(new Date())): string | null {
  const text = typed.trim().toLowerCase().replace(/[年月.]/g, '/').replace(/日$/, '')
  if (['today', 't', '今天', '今日'].includes(text)) return today
  if (['tomorrow', '明天'].includes(text)) return addDays(today, 1)
  if (['yesterday', '昨天'].includes(text)) return addDays(today, -1)
  const shift = /^([+-]\d{1,3})$/.exec(text)
  if (shift) return addDays(today, Number(shift[1]))
  return named(text) ?? numbered(text, today)
}

function numbered(text: string, today: string): string | null {
  const [year, month] = [Number(today.slice(0, 4)), Number(today.slice(5, 7))]
  const compact = /^(\d{4})(\d{2})(\d{2})$/.exec(text)
  if (compact) return day(Number(compact[1]), Number(compact[2]), Number(compact[3]))
  const parts = text.split(/[/-]/).map(Number)
  if (parts.some((part) => !Number.isInteger(part) || part <= 0)) return null
  if (parts.length === 3) return day(parts[0]! < 1000 ? parts[0]! + 1911 : parts[0]!, parts[1]!, parts[2]!)
  if (parts.length === 2) return day(year, parts[0]!, parts[1]!)
  return parts.length === 1 && parts[0]! < 32 ? day(year, month, parts[0]!) : null
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

function named(text: string): string | null {
  const match = /^(\d{1,2}) ([a-z]{3})[a-z]* (\d{4})$/.exec(text)
  return match ? day(Number(match[3]), MONTHS.indexOf(match[2]!) + 1, Number(match[1])) : null
}

function day(year: number, month: number, date: number): string | null {
  const moment = new Date(year, month - 1, date, 12)
  const real = moment.getFullYear() === year && moment.getMonth() === month - 1 && moment.getDate() === date
  return real ? `${year}-${pad(month)}-${pad(date)}` : null
}

/** Six weeks of days, Monday first, around the month of `shown`. */
export function monthDays(shown: string): string[] {
  const first = `${shown.slice(0, 7)}-01`
  const weekday = (new Date(`${first}T12:00:00`).getDay() + 6) % 7
  return Array.from({ length: 42 }, (_, n) => addDays(first, n - weekday))
}

export function addMonths(shown: string, months: number): string {
  const [year, month] = [Number(shown.slice(0, 4)), Number(shown.slice(5, 7)) - 1 + months]
  const moment = new Date(year, month, 1, 12)
  return `${moment.getFullYear()}-${pad(moment.getMonth() + 1)}-01`
}
