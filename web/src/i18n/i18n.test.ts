import { describe, expect, it } from 'vitest'
import { i18n, textIn, words } from './index'
import en from './en'
import zhHant from './zh-Hant'

const sources = import.meta.glob<string>(['../**/*.vue', '../**/*.ts', '!../**/*.test.ts', '!./*.ts'], { query: '?raw', import: 'default', eager: true })

function flat(tree: object, before = ''): Record<string, string> {
  return Object.assign({}, ...Object.entries(tree).map(([key, value]) => (typeof value === 'string' ? { [before + key]: value } : flat(value, `${before}${key}.`))))
}
const [english, chinese] = [flat(en), flat(zhHant)]
const keyed = /\b(?:t|words)\(\s*'([a-zA-Z_.0-9]+)'|\b(?:t|words)\([^'`()]*\? '([a-zA-Z_.0-9]+)' : '([a-zA-Z_.0-9]+)'|wrong\('([^']+)'\)|'((?:portal|problem)\.[a-z_]+)'/g
const used = new Set(Object.values(sources).flatMap((source) => [...source.matchAll(keyed)].flatMap((match) => match.slice(1).filter(Boolean))))

describe('English and 繁體中文 are complete (Q3)', () => {
  it('has the same keys in both', () => expect(Object.keys(chinese).sort()).toEqual(Object.keys(english).sort()))
  it('finds keys in the sources at all', () => expect(used.size).toBeGreaterThan(200))
  it('knows every key that is used', () => expect([...used].filter((key) => !(key in english))).toEqual([]))
  it('leaves nothing in English in the Chinese catalogue', () =>
    expect(Object.entries(chinese).filter(([key, text]) => !/[\u3400-\u9fff]/.test(text) && text === english[key] && /[a-z]{3}/i.test(text.replace(/\{\w+\}/g, '')))).toEqual([]))
  it('names the same facts in both', () => {
    const facts = (text: string): string => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort().join()
    expect(Object.keys(english).filter((key) => facts(english[key]!) !== facts(chinese[key]!))).toEqual([])
  })
})

describe('words', () => {
  it('choose singular and plural', () => {
    i18n.global.locale.value = 'en'
    expect([words('n_lines', { n: 1 }), words('n_lines', { n: 3 }), words('n_lines', { n: 0 })]).toEqual(['1 line', '3 lines', '0 lines'])
  })
  it('fall back to the other language rather than to nothing', () => {
    expect(textIn({ en: 'Order', 'zh-Hant': '' }, 'zh-Hant')).toBe('Order')
    expect(textIn({ en: '', 'zh-Hant': '採購單' }, 'en')).toBe('採購單')
    expect(textIn(null, 'en')).toBe('')
  })
})
