import { describe, expect, it } from 'vitest'
import type { DeskLine } from '@/record/openLines'
import { bySupplier, choiceOf, merge, takesOf, type Choice } from './orders/building'
import { blankAnswer, isWaiting, lacking, wireAnswer, type PortalLine } from './portal/portal'
import { readBudget, shares } from './projects/budget'
import { readBalance } from './stock/balances'

const line = (id: string, partner: string | null, open: string, extra = {}, requester = 'Ada'): DeskLine => ({
  id, line_no: 1, state: 'approved', flows: {}, open, labels: { item: 'M8 Bolt', partner: partner ?? '' }, values: { item: 'i1', unit: 'pcs', unit_price: '2.5', partner, ...extra },
  document: { id: `d-${id}`, number: `PR-${id}`, state: 'approved', version: 1, values: { currency: 'TWD' }, labels: { requester } },
})
const chosen = (lines: DeskLine[], change: Record<string, Partial<Choice>> = {}): Record<string, Choice> => Object.fromEntries(lines.map((one) => [one.id, { ...choiceOf(one), ...change[one.id] }]))

describe('building orders (R3)', () => {
  const lines = [line('1', 'p1', '4'), line('2', 'p1', '6', {}, 'Bo'), line('3', 'p2', '1'), line('4', null, '1')]
  it('groups by supplier, lines without one last', () => expect(bySupplier(lines, chosen(lines)).map((group) => [group.partner, group.lines.length])).toEqual([['p1', 2], ['p2', 1], ['', 1]]))
  it('merges same item and price, with a share for each requester', () => {
    const [one] = merge(lines.slice(0, 2), chosen(lines))
    expect(one).toMatchObject({ quantity: '10', amount: '25', shares: [{ requester: 'Ada', quantity: '4' }, { requester: 'Bo', quantity: '6' }] })
  })
  it('keeps different prices apart', () => expect(merge(lines.slice(0, 2), chosen(lines, { 2: { unit_price: '2.6' } }))).toHaveLength(2))
  it('takes what is ticked, has a supplier and a quantity; only changes are sent', () => {
    const takes = takesOf(lines, chosen(lines, { 1: { quantity: '3', unit_price: '2.50' }, 2: { partner: 'p9', unit_price: '2.4' }, 3: { ticked: false } }))
    expect(takes).toEqual([{ line_id: '1', quantity: '3', inputs: {} }, { line_id: '2', quantity: '6', inputs: { partner: 'p9', unit_price: '2.4' } }])
  })
})

describe('a supplier\'s answer (R4)', () => {
  const ordered = { id: 'l', line_no: 1, quantity: '10', unit_price: '2.5', needed_date: '2026-12-01', promised_date: null, proposed_price: null, proposed_quantity: null, proposed_date: null, answers: ['accept', 'change', 'decline'] } as unknown as PortalLine
  const answer = (part: object) => ({ ...blankAnswer(ordered), ...part })
  it('declines only with a reason', () => expect([lacking(ordered, answer({ decision: 'decline' })), lacking(ordered, answer({ decision: 'decline', note: 'No stock' }))]).toEqual(['portal.reason_needed', null]))
  it('is waited for until a change is proposed', () => expect([isWaiting(ordered), isWaiting({ ...ordered, proposed_price: '3' })]).toEqual([true, false]))
  it('is no change when nothing changed', () => expect(lacking(ordered, answer({ decision: 'change', unit_price: '2.50' }))).toBe('portal.nothing_changed'))
  it('needs a date and a quantity for each delivery', () => expect(lacking(ordered, answer({ decision: 'change', schedule: [{ date: '2026-12-01', quantity: '5' }, { date: null, quantity: '5' }] }))).toBe('portal.each_delivery'))
  it('sends what differs', () => {
    expect(wireAnswer(ordered, answer({ decision: 'accept' }))).toEqual({ line_id: 'l', decision: 'accept', promised_date: '2026-12-01' })
    expect(wireAnswer(ordered, answer({ decision: 'change', unit_price: '2.4' }))).toEqual({ line_id: 'l', decision: 'change', promised_date: '2026-12-01', unit_price: '2.4' })
    expect(wireAnswer(ordered, answer({ decision: 'change', schedule: [{ date: 'a', quantity: '5' }] }))).toEqual({ line_id: 'l', decision: 'change', schedule: [{ date: 'a', quantity: '5' }] })
  })
})

describe('budgets (R11)', () => {
  it('leave what is neither spent nor promised', () => expect(readBudget({ id: 'p', budget: '100' }, { actual: '30', committed: '20.5' }).left).toBe('49.5'))
  it('fill the bar when overspent', () => {
    const used = shares({ budget: '100', actual: '150', committed: '50' })
    expect([used, shares({ budget: '0', actual: '0', committed: '0' })]).toEqual([{ actual: 75, committed: 25 }, { actual: 0, committed: 0 }])
  })
})

describe('stock (R9)', () => {
  it('reads a balance with the words beside the ids', () => expect(readBalance({ item_id: 'i', item__label: 'M8', location_id: 'l', location__label: 'A-01', on_hand: '5', reserved: '2', available: '3' })).toMatchObject({ item_label: 'M8', location_label: 'A-01', available: '3' }))
})
