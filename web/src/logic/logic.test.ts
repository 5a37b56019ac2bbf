import { describe, expect, it } from 'vitest'
import { add, decimal, plain } from './decimal'
import { changed, compute, computeDocument, defaults, fieldState, lineScope, missing } from './fields'
import { addDays, formatDate, formatDecimal, formatDuration, formatMoney, initials, relative } from './format'
import { evaluate, holds } from './jsonlogic'
import { permits } from './permissions'
import { placesBy } from './rounding'
import { field } from '@/testing/setup'

const value = (logic: unknown, scope = {}): unknown => {
  const result = evaluate(logic, scope)
  return result !== null && typeof result === 'object' && 'toFixed' in result ? plain(result as never) : result
}

describe('decimals stay exact (P4)', () => {
  it.each([['0.1', '0.2', '0.3'], ['9007199254740993', '1', '9007199254740994'], ['1.0005', '2', '3.0005']])('%s + %s = %s', (a, b, sum) => expect(plain(add([a, b]))).toBe(sum))
  it.each([['1,234.50', '1234.5'], ['１２３', '123'], ['+7', '7'], [' 1 000 ', '1000']])('reads %s', (typed, exact) => expect(plain(decimal(typed)!)).toBe(exact))
  it.each(['', 'abc', '1.2.3', '--1', null, true])('refuses %s', (typed) => expect(decimal(typed)).toBeNull())
})

describe('JSONLogic as the kernel understands it (P4)', () => {
  it('is null when a part of a sum is null', () => expect(value({ '+': [{ var: 'a' }, 1] })).toBeNull())
  it('does not divide by zero', () => expect(value({ '/': [1, '0.00'] })).toBeNull())
  it('compares decimals by value, not by spelling', () => expect(value({ '==': ['1.50', '1.5'] })).toBe(true))
  it('never orders against null', () => expect(value({ '<': [{ var: 'nothing' }, 5] })).toBe(false))
  it('sums lines and skips the empty ones', () => expect(value({ sum: [{ var: 'lines' }, { var: 'amount' }] }, { lines: [{ amount: '1.10' }, { amount: null }, { amount: '2.20' }] })).toBe('3.3'))
  it('counts, finds and excludes', () => {
    const scope = { lines: [{ state: 'a' }, { state: 'b' }] }
    expect(value({ count: [{ var: 'lines' }] }, scope)).toBe(2)
    expect(value({ some: [{ var: 'lines' }, { '==': [{ var: 'state' }, 'b'] }] }, scope)).toBe(true)
    expect(value({ none: [{ var: 'lines' }, { '==': [{ var: 'state' }, 'c'] }] }, scope)).toBe(true)
    expect(value({ all: [{ var: 'lines' }, { in: [{ var: 'state' }, ['a', 'b']] }] }, scope)).toBe(true)
  })
  it('takes the first that is something', () => expect(value({ coalesce: [{ var: 'x' }, null, 'third'] })).toBe('third'))
  it('counts a zero in any spelling as false', () => expect(value({ if: [{ var: 'left' }, 'some', 'none'] }, { left: '0.0000' })).toBe('none'))
  it('reads the record behind a reference when it is known', () => {
    const scope = { item: 'id-1', $records: { 'id-1': { unit: 'pcs' } } }
    expect(value({ var: 'item.unit' }, scope)).toBe('pcs')
    expect(value({ var: 'item.unit' }, { item: null })).toBeNull()
    expect(() => evaluate({ coalesce: [{ var: 'item.rate' }, 0] }, { item: 'id-2' })).toThrow()
  })
  it.each([['2026-01-31', 1, 'months', '2026-02-28'], ['2026-11-20', 1, 'weeks', '2026-11-27'], ['2024-02-29', 1, 'years', '2025-02-28']])('%s plus %s %s', (date, n, unit, result) =>
    expect(value({ date_add: [date, n, unit] })).toBe(result))
  it('leaves to the server what it does not know', () => {
    expect(() => evaluate({ telepathy: [1] }, {})).toThrow()
    expect(holds({ telepathy: [1] }, {}, true)).toBe(true)
  })
})

describe('what a form shows', () => {
  const why = field('why', 'text', { visible_when: { var: 'urgent' }, required_when: { var: 'urgent' } })
  it('follows its conditions', () => {
    expect(fieldState(why, { urgent: false })).toMatchObject({ visible: false, required: false })
    expect(fieldState(why, { urgent: true })).toMatchObject({ visible: true, required: true })
  })
  it('is read only in a state that forbids editing, except for named fields', () => {
    const state = { state: 's', label: 's', colour: 'grey' as const, editable: false, editable_fields: ['why'] }
    expect(fieldState(why, {}, state).editable).toBe(true)
    expect(fieldState(field('other', 'text'), {}, state).editable).toBe(false)
  })
  it('names what is missing', () => expect(missing([why, field('n', 'text', { required: true })], { urgent: true }, { urgent: true })).toEqual(['why', 'n']))
  it('does not ask for what nobody can fill', () => expect(missing([field('n', 'text', { required: true, editable_when: false })], {}, {})).toEqual([]))
  it('gives defaults, the computed one first', () =>
    expect(defaults([field('a', 'text', { default: 'x', default_when: { var: 'today' } }), field('b', 'text', { default: 0 }), field('c', 'text')], { today: '2026-11-20' })).toEqual({ a: '2026-11-20', b: 0 }))
  it('sends only what changed, emptied as null', () => expect(changed({ a: 1, b: 'x', c: null }, { a: 1, b: '', d: 2, c: undefined })).toEqual({ b: null, d: 2 }))
})

describe('totals as you type (R1)', () => {
  const lines = [field('amount', 'money', { formula: { '*': [{ var: 'line.quantity' }, { var: 'line.unit_price' }] }, round: 'line_amount', computed: true })]
  const header = [field('total', 'money', { formula: { sum: [{ var: 'lines' }, { var: 'amount' }] }, round: 'total', computed: true })]
  const taiwan = placesBy([{ step: 'line_amount', places: 0, currency: 'TWD' }, { step: 'total', places: 0 }], 'ask')
  it('rounds lines first, then adds, by the Taiwan rule', () => {
    const done = computeDocument(header, lines, { currency: 'TWD' }, [{ quantity: '3', unit_price: '33.5' }, { quantity: '1', unit_price: '0.4' }], {}, taiwan)
    expect(done.lines.map((line) => line.amount)).toEqual(['101', '0'])
    expect(done.values.total).toBe('101')
  })
  it('keeps the server\'s value where a formula is beyond the client', () =>
    expect(compute([field('x', 'money', { formula: { telepathy: 1 }, computed: true })], { x: '7' }, (now) => now, taiwan).x).toBe('7'))
  it('sees header and line', () => expect(lineScope({ a: 1, b: 1 }, { b: 2 })).toMatchObject({ a: 1, b: 2, line: { b: 2 } }))
})

describe('numbers and dates as people read them (Q3)', () => {
  it.each([['1234567.5000', 0, '1,234,567.5'], ['1.5', 2, '1.50'], ['-3', 0, '−3'], ['', 0, ''], [null, 0, '']])('%s → %s decimals', (raw, least, text) => expect(formatDecimal(raw, least)).toBe(text))
  it('shows a currency by its own decimals and never drops one', () => {
    expect(formatMoney('1234.5', 'USD')).toBe('USD 1,234.50')
    expect(formatMoney('1234', 'TWD')).toBe('TWD 1,234')
    expect(formatMoney('0.1234', 'TWD')).toBe('TWD 0.1234')
  })
  it('writes days by language', () => {
    expect(formatDate('2026-11-05', 'en')).toBe('5 Nov 2026')
    expect(formatDate('2026-11-05', 'zh-Hant')).toBe('2026/11/05')
  })
  it('says how far', () => {
    const now = new Date('2026-11-20T10:00:00')
    expect(relative('2026-11-21', 'en', now)).toBe('tomorrow')
    expect(relative('2026-11-17', 'zh-Hant', now)).toBe('3 天前')
  })
  it('walks over the end of a month', () => expect(addDays('2026-11-30', 1)).toBe('2026-12-01'))
  it('shortens names in both scripts', () => expect([initials('Ada Lovelace'), initials('王小明'), initials('')]).toEqual(['AL', '小明', '?']))
  it('writes durations', () => expect([formatDuration('PT26H5M'), formatDuration(5400), formatDuration(null)]).toEqual(['26:05', '1:30', '']))
})

describe('permissions', () => {
  it.each([[['*'], 'a.b', true], [['a.*'], 'a.line.approve', true], [['a.*'], 'ab.read', false], [['a.read'], 'a.read', true], [[], 'a.read', false]])('%j covers %s: %s', (granted, wanted, yes) => expect(permits(granted, wanted)).toBe(yes))
})
