import { afterEach, describe, expect, it } from 'vitest'
import { flushPromises } from '@vue/test-utils'
import type { Field } from '@/api/wire'
import { field, serve, settled, show } from '@/testing/setup'
import { useTestModel } from '@/testing/model'
import FieldCell from './FieldCell.vue'
import FieldControl from './FieldControl.vue'
import { choicesOf } from './choice/choices'
import { monthDays, parseDay } from './date/date'
import { parseDuration } from './duration/duration'
import { readable } from './json/readable'
import { findById } from './reference/references'
import { fieldType, typeNames } from './registry'

afterEach(() => (document.body.innerHTML = ''))

const CHOICES = { choices: [{ value: 'a', label: { en: 'Alpha', 'zh-Hant': '甲' } }, { value: 'b', label: { en: 'Beta', 'zh-Hant': '乙' } }] }
const parsed = (type: string, typed: string, options = {}): unknown => {
  const result = fieldType(type).parse(typed, field('x', type, { options }))
  return result.ok ? result.value : result.problem
}

describe('every attribute type of the server has a folder here (P1)', () => {
  it.each(['text', 'long_text', 'integer', 'decimal', 'money', 'quantity', 'boolean', 'date', 'datetime', 'choice', 'multi_choice', 'reference', 'file', 'image', 'url', 'email', 'phone', 'duration', 'json', 'formula'])('%s', (type) => {
    expect(typeNames()).toContain(type)
    expect(fieldType(type).label).toMatchObject({ en: expect.any(String), 'zh-Hant': expect.any(String) })
  })
  it.each(typeNames())('%s draws an input and an empty cell without a mistake', (type) => {
    useless()
    const one = field('x', type, { options: { ...CHOICES, to: 'thing' } })
    expect(show(FieldControl, { props: { field: one, modelValue: null } }).html()).toContain('x')
    expect(show(FieldCell, { props: { field: one, value: null } }).html()).not.toBe('')
  })
  it('names an unknown type instead of failing', () => {
    const shown = show(FieldControl, { props: { field: field('x', 'hologram'), modelValue: null } })
    expect(shown.text()).toContain('hologram')
  })
})
const useless = (): void => void serve({})

describe('what people type', () => {
  it.each([
    ['integer', '12', {}, 12], ['integer', '1.5', {}, 'problem.too_many_decimals'], ['decimal', '1,234.5', {}, '1234.5'], ['decimal', '12*3.5', {}, '42'], ['decimal', 'x', {}, 'problem.not_a_number'],
    ['decimal', '1.23456', { scale: 4 }, 'problem.too_many_decimals'], ['quantity', '0', { minimum: '0.0001' }, 'problem.too_small'], ['money', 'NT$1,000', {}, '1000'], ['money', 'USD 5.25', {}, '5.25'],
    ['boolean', '是', {}, true], ['boolean', 'no', {}, false], ['boolean', 'perhaps', {}, 'problem.yes_or_no'],
    ['choice', 'beta', CHOICES, 'b'], ['choice', '甲', CHOICES, 'a'], ['choice', 'gamma', CHOICES, 'problem.choice'], ['multi_choice', 'Alpha、乙', CHOICES, ['a', 'b']],
    ['email', 'a@b.tw', {}, 'a@b.tw'], ['email', 'a at b', {}, 'problem.email'], ['url', 'javascript:alert(1)', {}, 'problem.url'], ['phone', '+886 4-2359-0000', {}, '+886 4-2359-0000'],
    ['text', 'abcd', { max_length: 3 }, 'problem.too_long'], ['text', '  ', {}, null], ['json', '{"a":1}', {}, { a: 1 }], ['json', '{', {}, 'problem.json'], ['duration', '1:30', {}, 'PT1H30M'],
  ])('%s “%s”', (type, typed, options, value) => expect(parsed(type, typed, options)).toEqual(value))

  it.each([
    ['2026-11-20', '2026-11-20'], ['2026/1/5', '2026-01-05'], ['115/11/20', '2026-11-20'], ['20 Nov 2026', '2026-11-20'], ['12/31', '2026-12-31'], ['7', '2026-11-07'], ['+3', '2026-11-23'], ['明天', '2026-11-21'],
    ['20261120', '2026-11-20'], ['2026年3月1日', '2026-03-01'], ['31/02', null], ['2026-02-30', null], ['soon', null],
  ])('day “%s”', (typed, day) => expect(parseDay(typed, '2026-11-20')).toBe(day))
  it('shows six weeks from a Monday', () => {
    const days = monthDays('2026-11-20')
    expect([days.length, days[0], days[41]]).toEqual([42, '2026-10-26', '2026-12-06'])
  })
  it.each([['2h', 'PT2H0M'], ['90m', 'PT1H30M'], ['1.5 小時', 'PT1H30M'], ['x', null]])('duration “%s”', (typed, iso) => expect(parseDuration(typed)).toBe(iso))
})

describe('what people read', () => {
  const text = (one: Field, value: unknown, values = {}): string => fieldType(one.type).format(value, one, { language: 'en', values })
  it('money shows the decimals of its currency', () => {
    expect(text(field('m', 'money'), '1000', { currency: 'TWD' })).toBe('1,000')
    expect(text(field('m', 'money'), '1000', { currency: 'USD' })).toBe('1,000.00')
    expect(text(field('m', 'money', { options: { currency: 'other' } }), '1', { currency: 'TWD', other: 'EUR' })).toBe('1.00')
  })
  it('a choice shows its label in the language of the screen', () => expect(fieldType('choice').format('a', field('c', 'choice', { options: CHOICES }), { language: 'zh-Hant' })).toBe('甲'))
  it('reads choices however a pack wrote them', () => expect([choicesOf(field('c', 'choice', { options: { choices: ['x'] } }))[0]!.value, choicesOf(field('c', 'choice', { options: { choices: { y: 'Why' } } }))[0]!.value]).toEqual(['x', 'y']))
  it('data with messages becomes sentences', () => expect(readable([{ code: 'A', message: { en: 'Too dear', 'zh-Hant': '單價過高' } }], 'zh-Hant')).toEqual(['單價過高']))
  it('links only web addresses', () => {
    expect(show(FieldCell, { props: { field: field('u', 'url'), value: 'https://kontor.example' } }).find('a').exists()).toBe(true)
    expect(show(FieldCell, { props: { field: field('u', 'url'), value: 'javascript:alert(1)' } }).find('a').exists()).toBe(false)
  })
})

describe('a control', () => {
  it('has its label, its error beside it and says both to readers', () => {
    const shown = show(FieldControl, { props: { field: field('qty', 'decimal'), modelValue: 'abc', problem: 'Not a number' } })
    const input = shown.find('input')
    expect(shown.find('label').attributes('for')).toBe(input.attributes('id'))
    expect(input.attributes('aria-invalid')).toBe('true')
    expect(shown.find('[role=alert]').text()).toBe('Not a number')
  })
  it('gives exact text, and leaves what it cannot read as typed', async () => {
    const shown = show(FieldControl, { props: { field: field('qty', 'decimal'), modelValue: null } })
    await shown.find('input').setValue('1,000.10')
    await shown.find('input').setValue('ten')
    expect(shown.emitted('update:modelValue')!.map(([value]) => value)).toEqual(['1000.1', 'ten'])
  })
  it('of a computed field is only shown', () => expect(show(FieldControl, { props: { field: field('sum', 'money', { computed: true }), modelValue: '5' } }).find('input').exists()).toBe(false))
})

describe('a reference', () => {
  it('finds its words when only the id is known', async () => {
    useTestModel()
    serve({ '/master/thing/t1': { id: 't1', version: 1, values: { code: 'A1', name: 'Bolt' } } })
    expect(await findById('thing', 't1', 'en')).toMatchObject({ key: 't1', label: 'A1 Bolt' })
  })
  const ROWS = [{ id: 'id-1', code: 'M8', name: 'Bolt' }, { id: 'id-2', code: 'M10', name: 'Bolt big' }]
  async function opened(options: object) {
    const asked = serve({ '/master/thing': ROWS })
    const shown = show(FieldControl, { props: { field: field('item', 'reference', { options: { to: 'thing', create: false, ...options } }), modelValue: null } })
    useTestModel()
    await shown.find('input').trigger('click')
    await flushPromises()
    return { asked, shown }
  }
  it('searches, moves by keyboard and gives id and text', async () => {
    const { asked, shown } = await opened({})
    expect([...document.querySelectorAll('[role=option]')].map((one) => one.textContent)).toEqual(['M8 Bolt', 'M10 Bolt big'])
    await shown.find('input').trigger('keydown', { key: 'ArrowDown' })
    await shown.find('input').trigger('keydown', { key: 'Enter' })
    expect(shown.emitted('update:modelValue')).toEqual([['id-2']])
    expect(shown.emitted('label')).toEqual([['M10 Bolt big']])
    expect(asked[0]!.url.searchParams.get('page_size')).toBe('20')
  })
  it('gives the key where the model refers by key', async () => {
    const { shown } = await opened({ by: 'key' })
    await shown.find('input').trigger('keydown', { key: 'Enter' })
    expect(shown.emitted('update:modelValue')).toEqual([['M8']])
  })
  it('asks again while typing, once', async () => {
    const { asked, shown } = await opened({})
    for (const typed of ['m', 'm1', 'm10']) await shown.find('input').setValue(typed)
    await settled(200)
    expect(asked.map((one) => one.url.searchParams.get('q'))).toEqual([null, 'm10'])
  })
})
