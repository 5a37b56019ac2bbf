import { defineStore } from 'pinia'
import { computed, ref, watch } from 'vue'
import { speak } from '@/api/client'
import { i18n } from '@/i18n'
import type { Language } from '@/logic/format'

type Theme = 'light' | 'dark' | 'system'

const kept = <T>(name: string, fallback: T) => {
  const stored = localStorage.getItem(`kontor.${name}`)
  const value = ref<T>(stored === null ? fallback : (JSON.parse(stored) as T))
  watch(value, (now) => localStorage.setItem(`kontor.${name}`, JSON.stringify(now)), { deep: true })
  return value
}

const browserLanguage = (): Language => (/^zh/i.test(navigator.language) ? 'zh-Hant' : 'en')

/** What this person set for this browser: language, theme, widths, what is open. */
export const usePrefs = defineStore('prefs', () => {
  const language = kept<Language>('language', browserLanguage()) as ReturnType<typeof ref<Language>> & { value: Language }
  const theme = kept<Theme>('theme', 'system')
  const railOpen = kept('rail', true)
  const closedApps = kept<string[]>('closed-apps', [])
  const panelOpen = kept('panel', true)
  const panelWidth = kept('panel-width', 340)
  const columns = kept<Record<string, string[]>>('columns', {})
  const systemDark = ref(window.matchMedia?.('(prefers-color-scheme: dark)').matches ?? false)
  window.matchMedia?.('(prefers-color-scheme: dark)').addEventListener?.('change', (event) => (systemDark.value = event.matches))
  const dark = computed(() => theme.value === 'dark' || (theme.value === 'system' && systemDark.value))

  watch(language, (code) => {
    i18n.global.locale.value = code
    document.documentElement.lang = code === 'zh-Hant' ? 'zh-Hant-TW' : 'en'
    speak(code)
  }, { immediate: true })
  watch(dark, (on) => document.documentElement.classList.toggle('dark', on), { immediate: true })

  /** A language chosen by hand is kept even when it is the present one: it goes before the person's profile. */
  function speakAlways(code: Language): void {
    language.value = code
    localStorage.setItem('kontor.language', JSON.stringify(code))
  }
  return { language, speakAlways, theme, dark, railOpen, closedApps, panelOpen, panelWidth, columns }
})
