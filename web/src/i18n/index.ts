import { computed } from 'vue'
import { createI18n, useI18n } from 'vue-i18n'
import type { Text } from '@/api/wire'
import type { Language } from '@/logic/format'
import en from './en'
import zhHant from './zh-Hant'

export const i18n = createI18n({
  legacy: false,
  locale: 'en',
  fallbackLocale: 'en',
  messages: { en, 'zh-Hant': zhHant },
  missingWarn: false,
  fallbackWarn: false,
})

/** A text of the model in the given language; the other language when one is missing, never nothing. */
export function textIn(text: Text | null | undefined, language: Language): string {
  if (text === null || text === undefined) return ''
  if (typeof text === 'string') return text
  const chinese = text['zh-Hant'] ?? text.zh_hant
  return (language === 'zh-Hant' ? chinese || text.en : text.en || chinese) ?? ''
}

/** `t` for the client's own words, `say` for the model's texts, `language` for formatting. */
export function useWords() {
  const { t: plainT, locale } = useI18n({ useScope: 'global' })
  const t = (key: string, facts: Record<string, unknown> = {}): string => plainT(key, facts, counted(facts))
  const language = computed(() => locale.value as Language)
  const say = (text: Text | null | undefined): string => textIn(text, language.value)
  return { t, say, language }
}

/** Messages with a singular and a plural choose by `n`. */
const counted = (facts: Record<string, unknown>): { plural: number } | Record<string, never> => (typeof facts.n === 'number' ? { plural: facts.n } : {})

export const words = (key: string, facts: Record<string, unknown> = {}): string => i18n.global.t(key, facts, counted(facts))
