/** One place where tests get a page: pinia, words in English, a router that knows the addresses. */
import { createPinia, setActivePinia } from 'pinia'
import { mount, type ComponentMountingOptions } from '@vue/test-utils'
import type { Component } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import type { Field } from '@/api/wire'
import { i18n } from '@/i18n'

const Blank = { template: '<div />' }

export function field(name: string, type: string, extra: Partial<Field> = {}): Field {
  return { name, type, label: { en: name, 'zh-Hant': `${name}中` }, options: {}, ...extra }
}

export function testRouter() {
  return createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/', name: 'home', component: Blank },
      { path: '/:kind(d|m)/:type', name: 'list', component: Blank },
      { path: '/:kind(d|m)/:type/new', name: 'new', component: Blank },
      { path: '/:kind(d|m)/:type/:id', name: 'record', component: Blank },
    ],
  })
}

export function show<T extends Component>(component: T, options: ComponentMountingOptions<T> = {} as ComponentMountingOptions<T>) {
  const pinia = createPinia()
  setActivePinia(pinia)
  i18n.global.locale.value = 'en'
  return mount(component, { attachTo: document.body, ...options, global: { ...options.global, plugins: [pinia, i18n, testRouter()] } } as ComponentMountingOptions<T>)
}

/** Answers of a server: path → reply (data of the envelope) or refusal. Returns what was asked. */
export function serve(answers: Record<string, unknown | ((body: any, url: URL) => unknown)>) {
  const asked: { method: string; path: string; url: URL; body: any; headers: Record<string, string> }[] = []
  globalThis.fetch = (async (input: string, init: RequestInit = {}) => {
    const url = new URL(input, 'http://localhost')
    const path = url.pathname.replace('/api/v1', '')
    const method = init.method ?? 'GET'
    const body = typeof init.body === 'string' ? JSON.parse(init.body) : init.body
    asked.push({ method, path, url, body, headers: init.headers as Record<string, string> })
    const found = answers[`${method} ${path}`] ?? answers[path]
    const answer = typeof found === 'function' ? found(body, url) : found
    if (answer instanceof Refused) return new Response(JSON.stringify({ success: false, error: answer.error }), { status: answer.status })
    if (answer === undefined) return new Response(JSON.stringify({ success: false, error: { code: 'NOT_FOUND', message: `nothing at ${method} ${path}` } }), { status: 404 })
    return new Response(JSON.stringify({ success: true, data: answer, pagination: {} }), { status: 200 })
  }) as typeof fetch
  return asked
}

export class Refused {
  constructor(readonly status: number, readonly error: { code: string; message: string; details?: unknown }) {}
}

export const settled = (ms = 0): Promise<void> => new Promise((go) => setTimeout(go, ms))
