/** Numbers, dates and moments as a person reads them, in the language of the screen. */
import { decimal } from './decimal'

export type Language = 'en' | 'zh-Hant'

const NO_CENTS = new Set(['TWD', 'JPY', 'KRW', 'VND', 'CLP', 'ISK'])

export const placesOf = (currency: unknown): number => (!currency || NO_CENTS.has(String(currency)) ? 0 : 2)

/** `1234567.5000` → `1,234,567.5`; at least `least` and, when given, at most `most` decimals. */
export function formatDecimal(raw: unknown, least = 0, most?: number): string {
  const value = decimal(raw)
  if (value === null) return raw === null || raw === undefined ? '' : String(raw)
  const text = most === undefined ? value.toFixed() : value.round(most, 1).toFixed()
  const [whole = '0', fraction = ''] = text.replace('-', '').split('.')
  const trimmed = fraction.replace(/0+$/, '').padEnd(least, '0')
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',')
  const sign = value.lt(0) ? '−' : ''
  return sign + grouped + (trimmed ? `.${trimmed}` : '')
}

export function formatMoney(raw: unknown, currency?: unknown): string {
  const number = formatDecimal(raw, decimal(raw) === null ? 0 : placesOf(currency))
  return currency && number ? `${String(currency)} ${number}` : number
}

const pad = (n: number): string => String(n).padStart(2, '0')

export function formatDate(raw: unknown, language: Language): string {
  const match = /^(\d{4})-(\d{2})-(\d{2})/.exec(String(raw ?? ''))
  if (!match) return raw ? String(raw) : ''
  const [, year, month, day] = match
  if (language === 'zh-Hant') return `${year}/${month}/${day}`
  const names = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
  return `${Number(day)} ${names[Number(month) - 1]} ${year}`
}

export function formatMoment(raw: unknown, language: Language): string {
  if (!raw) return ''
  const moment = new Date(String(raw))
  if (Number.isNaN(moment.getTime())) return String(raw)
  return `${formatDate(isoDate(moment), language)} ${pad(moment.getHours())}:${pad(moment.getMinutes())}`
}

/** Local calendar day of a moment. */
export const isoDate = (moment: Date): string => `${moment.getFullYear()}-${pad(moment.getMonth() + 1)}-${pad(moment.getDate())}`

export function addDays(day: string, days: number): string {
  const moment = new Date(`${day}T12:00:00`)
  moment.setDate(moment.getDate() + days)
  return isoDate(moment)
}

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000], ['month', 2_592_000], ['week', 604_800], ['day', 86_400], ['hour', 3_600], ['minute', 60],
]

/** “3 days ago”, “tomorrow”; a bare date is compared by calendar day. */
export function relative(raw: unknown, language: Language, now = new Date()): string {
  if (!raw) return ''
  const text = String(raw)
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text)
  const then = new Date(isDay ? `${text}T12:00:00` : text)
  const base = isDay ? new Date(`${isoDate(now)}T12:00:00`) : now
  if (Number.isNaN(then.getTime())) return text
  const seconds = Math.round((then.getTime() - base.getTime()) / 1000)
  const wording = new Intl.RelativeTimeFormat(language === 'zh-Hant' ? 'zh-TW' : 'en', { numeric: 'auto' })
  for (const [unit, size] of STEPS) {
    if (Math.abs(seconds) >= size) return wording.format(Math.round(seconds / size), unit)
  }
  return isDay ? wording.format(0, 'day') : wording.format(0, 'second')
}

export function initials(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean)
  if (!words.length) return '?'
  if (/[\u3400-\u9fff]/.test(words[0]!)) return words[0]!.slice(-2)
  return (words[0]![0]! + (words.length > 1 ? words[words.length - 1]![0]! : '')).toUpperCase()
}

/** `PT26H30M` or seconds → `26:30`. */
export function formatDuration(raw: unknown): string {
  const match = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(String(raw ?? ''))
  const seconds = match
    ? Number(match[1] ?? 0) * 86_400 + Number(match[2] ?? 0) * 3_600 + Number(match[3] ?? 0) * 60 + Number(match[4] ?? 0)
    : Number(raw)
  if (raw === null || raw === undefined || raw === '' || Number.isNaN(seconds)) return ''
  return `${Math.floor(seconds / 3600)}:${pad(Math.floor((seconds % 3600) / 60))}`
}

export function bytes(size: number): string {
  if (size < 1000) return `${size} B`
  return size < 1_000_000 ? `${(size / 1000).toFixed(0)} kB` : `${(size / 1_000_000).toFixed(1)} MB`
}

/** A document's number; one that is not numbered yet says that it is a draft, with its temporary sign. */
export function shownNumber(number: unknown, t: (key: string, facts?: Record<string, unknown>) => string): string {
  const text = String(number ?? '')
  if (!text) return t('no_number')
  return text.startsWith('~') ? t('draft_number', { n: text.slice(1) }) : text
}
