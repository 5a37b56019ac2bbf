import { describe, expect, it } from 'vitest'
import { ref } from 'vue'
import { normaliseModel } from '@/api/normalise'
import { RAW } from '@/testing/model'
import { serve } from '@/testing/setup'
import { errorText, runBulk } from './bulk'
import { allColumns, filterFields, shownColumns } from './columns'
import { nextSort, readAddress, toServer, writeAddress } from './query'
import { span, spanNamed } from './ranges'
import { useSelection } from './useSelection'

const record = normaliseModel(structuredClone(RAW)).records.ask!

describe('a list\'s address (Q2)', () => {
  const state = { view: 'mine', text: 'bolt', sort: ['-total'], page: 3, conditions: [{ field: 'state', op: 'in', value: 'draft,sent', label: undefined }, { field: 'item', op: 'eq', value: 'id-1', label: 'M8' }] }
  it('holds everything and reads back the same', () => expect(readAddress(writeAddress(state))).toEqual(state))
  it('is plain when nothing is asked', () => expect(writeAddress({ view: '', text: '', sort: [], page: 1, conditions: [] })).toEqual({}))
  it('asks the server for the same', () => expect(toServer(state, ['-created_at'], 50)).toEqual({ page: 3, page_size: 50, view: 'mine', q: 'bolt', sort: '-total', state__in: 'draft,sent', item__eq: 'id-1' }))
  it('leaves the order to a view that has its own', () => expect(toServer({ ...state, sort: [] }, ['-created_at'], 50).sort).toBeUndefined())
  it('reads a field with underscores', () => expect(readAddress({ needed_by__gte: '2026-01-01' }).conditions[0]).toMatchObject({ field: 'needed_by', op: 'gte' }))
  it('turns the order round on each click', () => expect([nextSort([], 'a'), nextSort(['a'], 'a'), nextSort(['-a'], 'a'), nextSort(['b'], 'a')]).toEqual([['a'], ['-a'], [], ['a']]))
})

describe('columns', () => {
  it('begin with number and state', () => expect(shownColumns(record).map((field) => field.name)).toEqual(['number', 'title', 'state', 'total']))
  it('are the person\'s choice when there is one', () => expect(shownColumns(record, ['total', 'nonsense']).map((field) => field.name)).toEqual(['number', 'state', 'total']))
  it('may be any field of the record', () => expect(allColumns(record).map((field) => field.name)).toContain('created_by'))
  it('filter by state first', () => expect(filterFields(record)[0]!.name).toBe('state'))
})

describe('spans of days', () => {
  it.each([['this_week', '2026-11-16', '2026-11-22'], ['next_week', '2026-11-23', '2026-11-29'], ['this_month', '2026-11-01', '2026-11-30'], ['last_30', '2026-10-22', '2026-11-20']])('%s', (name, from, to) => {
    expect(span(name, '2026-11-20')).toEqual([from, to])
    expect(spanNamed(`${from},${to}`, '2026-11-20')).toBe(name)
  })
})

describe('selection by keyboard', () => {
  const press = (selection: ReturnType<typeof useSelection>, ...keys: string[]): void => keys.forEach((key) => selection.key(new KeyboardEvent('keydown', { key })))
  it('moves, ticks and opens', () => {
    const opened: string[] = []
    const selection = useSelection(ref([{ id: 'a' }, { id: 'b' }, { id: 'c' }]), (row) => opened.push(row.id))
    Object.defineProperty(KeyboardEvent.prototype, 'target', { value: document.body, configurable: true })
    press(selection, 'ArrowDown', 'ArrowDown', 'x', 'ArrowUp', 'Enter')
    expect([[...selection.chosen.value], selection.at.value, opened]).toEqual([['b'], 0, ['a']])
  })
  it('takes a range with shift', () => {
    const selection = useSelection(ref([{ id: 'a' }, { id: 'b' }, { id: 'c' }]), () => undefined)
    selection.toggle(0)
    selection.toggle(2, true)
    expect(selection.chosenRows.value).toHaveLength(3)
  })
})

describe('selection over pages (R2)', () => {
  const rows = ref([{ id: 'a' }, { id: 'b' }])
  const selection = useSelection(rows, () => undefined)
  it('keeps what was ticked before', () => {
    selection.toggleAll()
    rows.value = [{ id: 'c' }, { id: 'd' }]
    expect(selection.all.value).toBe(false)
    selection.toggleAll()
    expect(selection.chosenRows.value.map((row) => row.id)).toEqual(['a', 'b', 'c', 'd'])
    selection.toggleAll()
    expect(selection.chosenRows.value.map((row) => row.id)).toEqual(['a', 'b'])
  })
  it('forgets other pages once something was done', () => {
    selection.toggle(0)
    selection.keepShown()
    expect(selection.chosenRows.value.map((row) => row.id)).toEqual(['c'])
  })
})

describe('bulk actions (R2)', () => {
  it('tell their progress and end with a result per record', async () => {
    const results = [{ id: 'a', ok: true }, { id: 'b', ok: false, error: { code: 'NO', message: 'Too dear' } }]
    serve({ 'POST /bulk': { id: 'j', state: 'running', done: 0, total: 2 }, '/jobs/j': { id: 'j', state: 'done', done: 2, total: 2, results } })
    const seen: number[] = []
    const job = await runBulk({ type: 'ask', action: 'go', items: [{ id: 'a' }, { id: 'b' }] }, (now) => seen.push(now.done))
    expect([seen, job.results.map((one) => one.ok), errorText(job.results[1]!)]).toEqual([[0, 2], [true, false], 'Too dear'])
  })
  it('fail as a whole when the job broke', async () => {
    serve({ 'POST /bulk': { id: 'j', state: 'queued', done: 0, total: 60 }, '/jobs/j': { id: 'j', state: 'failed', done: 0, total: 60, results: [], error: { code: 'FORBIDDEN', message: 'Not allowed' } } })
    await expect(runBulk({ type: 'ask', action: 'go', items: [{ id: 'a' }] }, () => undefined)).rejects.toThrow('Not allowed')
  })
})
