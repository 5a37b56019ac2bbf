import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import { get, post } from '@/api/client'
import { forgetTokens, keepTokens, readTokens } from '@/api/tokens'
import type { Person, Text } from '@/api/wire'
import { isoDate } from '@/logic/format'
import { permits } from '@/logic/permissions'
import { usePrefs } from './prefs'

export interface Organisation {
  id: string
  code?: string
  name: Text
  kind?: string
  currency?: string
}

interface Me {
  user: Person
  tenant?: { id: string; code?: string; name: Text; timezone?: string }
  tenants?: { id: string; code?: string; name: Text }[]
  organisation_id?: string | null
  organisations?: Organisation[]
  permissions?: string[]
  language?: string
}

/** Who is signed in, where, and what they may do. */
export const useSession = defineStore('session', () => {
  const me = ref<Me | null>(null)
  const organisationId = ref<string | null>(localStorage.getItem('kontor.organisation'))

  const organisations = computed(() => me.value?.organisations ?? [])
  const organisation = computed<Organisation | null>(() => {
    const find = (id: string | null | undefined): Organisation | undefined => organisations.value.find((one) => one.id === id)
    return find(organisationId.value) ?? find(me.value?.organisation_id) ?? organisations.value[0] ?? null
  })
  /** Calendar day where the tenant works, whatever clock the browser has. */
  const today = (): string => {
    try {
      return new Intl.DateTimeFormat('en-CA', { timeZone: me.value?.tenant?.timezone }).format(new Date())
    } catch {
      return isoDate(new Date())
    }
  }
  const scope = computed(() => ({ actor: { id: me.value?.user.id ?? null, organisation: organisation.value?.id ?? null } }))
  const may = (permission: string | null | undefined): boolean => !permission || permits(me.value?.permissions ?? [], permission)

  async function signIn(email: string, password: string): Promise<void> {
    keepTokens(await post('/auth/login', { email, password }, { anonymous: true }))
    await load()
  }

  async function load(): Promise<void> {
    me.value = await get<Me>('/auth/me')
    const language = me.value.language ?? me.value.user.language
    if (language && !localStorage.getItem('kontor.language')) usePrefs().language = language.startsWith('zh') ? 'zh-Hant' : 'en'
  }

  async function signOut(): Promise<void> {
    const tokens = readTokens()
    if (tokens) await post('/auth/logout', { refresh_token: tokens.refresh_token }).catch(() => undefined)
    forgetTokens()
    me.value = null
  }

  async function switchTenant(id: string): Promise<void> {
    const reply = await post<{ access_token?: string; refresh_token?: string; expires_in?: number }>('/auth/tenant', { tenant: id })
    if (reply?.access_token && reply.refresh_token) keepTokens(reply as { access_token: string; refresh_token: string })
    localStorage.removeItem('kontor.organisation')
    window.location.assign('/')
  }

  function chooseOrganisation(id: string): void {
    organisationId.value = id
    localStorage.setItem('kontor.organisation', id)
  }

  const hasTokens = (): boolean => readTokens() !== null
  return { me, organisation, organisations, scope, today, may, signIn, load, signOut, switchTenant, chooseOrganisation, hasTokens }
})
