import { textIn } from '@/i18n'
import type { Language } from '@/logic/format'
import type { Text } from '@/api/wire'

/** Structured data as sentences: entries that bring a message say it, others show their values. */
export function readable(value: unknown, language: Language): string[] {
  if (value === null || value === undefined || value === '') return []
  if (Array.isArray(value)) return value.flatMap((entry) => readable(entry, language))
  if (typeof value !== 'object') return [String(value)]
  const message = (value as { message?: Text }).message
  if (message) return [textIn(message, language)]
  return [Object.entries(value).filter(([, one]) => one !== null).map(([, one]) => (typeof one === 'object' ? JSON.stringify(one) : String(one))).join(' · ')]
}
