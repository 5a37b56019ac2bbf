import { beforeEach, describe, expect, it } from 'vitest'
import type { DocumentRecord, LineRecord } from '@/api/wire'
import { field } from '@/testing/setup'
import { offeredAction } from './actions'
import { openLines, openQuantity } from './deriving'
import { layout, readGraph } from './flow'
import { moved, readClipboard, writeClipboard } from './grid'
import { blankLine, editLine, isBlank, linePayload, placeOf } from './lines'
import { conflicts, rebase } from './merge'
import { readDeskLine } from './openLines'
import { stepsOf } from './ribbon'
import { readEvent } from './timeline'

const FIELDS = [field('item', 'reference'), field('quantity', 'quantity'), field('amount', 'money', { computed: true })]
const line = (id: string, values = {}, extra: Partial<LineRecord> = {}): LineRecord => ({ id, line_no: 1, state: 'ok', values: { quantity: '10', ...values }, labels: {}, flows: {}, ...extra })
const document = (values = {}, lines: LineRecord[] = []): DocumentRecord => ({ id: 'd', number: 'A-1', state: 'draft', version: 1, values, labels: {}, lines })

describe('moving in the grid', () => {
  const size = { rows: 2, columns: 3 }
  it.each([
    ['Tab', false, { row: 0, column: 2 }, { row: 1, column: 0 }], ['Tab', true, { row: 1, column: 0 }, { row: 0, column: 2 }], ['Tab', true, { row: 0, column: 0 }, null], ['Tab', false, { row: 1, column: 2 }, 'grow'],
    ['Enter', false, { row: 0, column: 1 }, { row: 1, column: 1 }], ['Enter', false, { row: 1, column: 1 }, 'grow'], ['Enter', true, { row: 1, column: 1 }, { row: 0, column: 1 }],
    ['ArrowLeft', false, { row: 0, column: 0 }, { row: 0, column: 0 }], ['End', false, { row: 1, column: 0 }, { row: 1, column: 2 }],
  ])('%s (shift %s) from %j', (key, shift, from, to) => expect(moved(from, key, shift, size)).toEqual(to))
})

describe('the clipboard of a sheet', () => {
  it('is rows and cells', () => expect(readClipboard('a\tb\r\nc\td\r\n')).toEqual([['a', 'b'], ['c', 'd']]))
  it('keeps tabs, breaks and quotes inside quoted cells', () => expect(readClipboard('"x\ty"\t"say ""hi""\nthere"')).toEqual([['x\ty', 'say "hi"\nthere']]))
  it('reads what it wrote', () => {
    const cells = [['1', 'a\tb'], ['"', '']]
    expect(readClipboard(writeClipboard(cells))).toEqual(cells)
  })
})

describe('what is sent of the lines', () => {
  it('new ones in full, changed ones by id, removed ones by name; the untouched and the blank not at all', () => {
    const before = [line('1'), line('2'), line('3')]
    const now = before.slice(0, 2).map(editLine)
    now[1]!.values.quantity = '12'
    const fresh = blankLine({ item: 'x', quantity: '1', amount: '9' })
    const payload = linePayload(FIELDS, before, [...now, fresh, blankLine()])
    expect(payload).toEqual({ lines: [{ id: '2', quantity: '12' }, { item: 'x', quantity: '1' }], keys: ['2', fresh.key], removed: ['3'] })
  })
  it('a line with only its defaults is blank', () => expect(isBlank(blankLine({ quantity: '1' }), FIELDS, { quantity: '1' })).toBe(true))
  it('finds the cell a problem speaks of', () => expect([placeOf('lines[1].quantity', ['a', 'b']), placeOf('needed_by', []), placeOf('values.title', [])]).toEqual(['b/quantity', '/needed_by', '/title']))
})

describe('two people at one record (P15)', () => {
  const base = document({ title: 'a', note: 'n', total: '1' }, [line('1')])
  const theirs = document({ title: 'theirs', note: 'n', total: '2' }, [line('1', { quantity: '20' }), line('2')])
  const mine = () => ({ values: { title: 'mine', note: 'my note', total: '3' }, lines: [{ ...editLine(line('1')), values: { quantity: '10', item: 'x' } }, blankLine({ item: 'y' })] })
  const computed = (_line: boolean, name: string): boolean => name === 'total'
  it('asks only where both changed the same field to different values', () => expect(conflicts(base, mine(), theirs, computed).map((one) => [one.line, one.name])).toEqual([['', 'title']]))
  it('keeps my other edits, their other edits and my new line', () => {
    const merged = rebase(base, mine(), theirs, new Set(['/title']), editLine)
    expect(merged.values).toMatchObject({ title: 'theirs', note: 'my note' })
    expect(merged.lines.map((one) => one.values)).toEqual([{ quantity: '20', item: 'x' }, { quantity: '10' }, { item: 'y' }])
  })
  it('takes mine where I chose it', () => expect(rebase(base, mine(), theirs, new Set(), editLine).values.title).toBe('mine'))
  it('keeps a line I removed away', () => expect(rebase(base, { values: {}, lines: [] }, theirs, new Set(), editLine).lines.map((one) => one.id)).toEqual(['2']))
})

describe('what may still flow', () => {
  const flow = { flow: 'order', label: '', source: 'a', target: 'b', source_states: ['ok'] }
  it('is the server\'s figure, else quantity minus done', () => {
    expect(openQuantity(flow, line('1', {}, { flows: { order: { quantity: '6', open: '3' } } }))).toBe('3')
    expect(openQuantity(flow, line('1', {}, { flows: { order: { quantity: '6' } } }))).toBe('4')
  })
  it('leaves out lines in other states, finished ones and unsaved ones', () => {
    const lines = [editLine(line('1')), editLine(line('2', {}, { state: 'no' })), editLine(line('3', {}, { flows: { order: { quantity: '10', open: '0' } } })), { ...blankLine({ quantity: '5' }), state: 'ok' }]
    expect(openLines(flow, lines).map((one) => one.id)).toEqual(['1'])
  })
})

describe('the process ribbon (R13)', () => {
  const process = { process: 'p', label: '', document: 'ask', steps: [{ step: 'a', label: '', states: ['draft'] }, { step: 'b', label: '', states: ['ok'] }, { step: 'c', label: '', states: [] }] }
  const kinds = (states: string[]): string[] => stepsOf(process, states).map((step) => step.kind)
  it('is done before the slowest line, and tells how many stand where', () => {
    expect(kinds(['ok', 'ok'])).toEqual(['done', 'done', 'ahead'])
    expect(stepsOf(process, ['draft', 'ok', 'ok']).map((step) => [step.kind, step.here])).toEqual([['here', 1], ['here', 2], ['ahead', 0]])
    expect(kinds([])).toEqual(['ahead', 'ahead', 'ahead'])
  })
  it('shows a step beside the others by what its lines say', () => {
    const paid = { ...process, steps: [...process.steps.slice(0, 2), { step: 'c', label: '', states: [], done_when: { '==': [{ var: 'line.payment' }, 'paid'] } }] }
    const last = (...payments: string[]): unknown[] => stepsOf(paid, payments.map(() => 'ok'), payments.map((payment) => ({ payment }))).map((step) => [step.kind, step.here]).at(-1) as unknown[]
    expect(last('open', 'open')).toEqual(['ahead', 0])
    expect(last('paid', 'open')).toEqual(['here', 1])
    expect(last('paid', 'paid')).toEqual(['done', 0])
  })
})

describe('events made readable (P7)', () => {
  it('names what differs, and nothing that stayed', () => {
    const event = readEvent({ id: 1, at: '2026-11-20T10:00:00Z', actor: 'Ada', kind: 'changed', action: null, comment: '', before: { title: 'a', note: 'n', state: 'x' }, after: { title: 'b', note: 'n', state: 'y' }, data: {} })
    expect(event).toMatchObject({ who: 'Ada', before: 'x', after: 'y', changes: [{ name: 'title', before: 'a', after: 'b' }] })
  })
  it('tells the same change of many lines once, with their common state', () => {
    const event = readEvent({ before: { lines: { a: { state: 'x', due: '1' }, b: { state: 'x', due: '1' } } }, after: { lines: { a: { state: 'y', due: '2' }, b: { state: 'y', due: '2' } } } })
    expect(event).toMatchObject({ lines: 2, line_state: 'y', changes: [{ name: 'due', times: 2 }] })
    expect(readEvent({ before: { lines: {} }, after: { lines: { a: { state: 'y', due: '2' } } } }).line_state).toBeNull()
  })
})

describe('the graph of what came from what', () => {
  it('adds the quantities of edges between the same two documents', () => {
    const graph = readGraph({ nodes: [{ id: 'a', type: 'x' }, { id: 'b', type: 'y' }], edges: [{ source: 'a', target: 'b', flow: 'f', quantity: '1.5' }, { source: 'a', target: 'b', flow: 'f', quantity: '2' }] })
    expect(graph.edges.map((edge) => edge.quantity)).toEqual(['3.5'])
  })
  it('puts each right of what it came from', () => {
    const nodes = ['c', 'b', 'a'].map((id) => ({ id, type: 't', number: null, state: null }))
    const { placed } = layout(nodes, [{ source: 'a', target: 'b', flow: 'f' }, { source: 'b', target: 'c', flow: 'f' }, { source: 'a', target: 'c', flow: 'f' }])
    const x = Object.fromEntries(placed.map((node) => [node.id, node.x]))
    expect(x.a! < x.b! && x.b! < x.c!).toBe(true)
  })
  it('survives a circle', () => expect(layout([{ id: 'a', type: 't', number: null, state: null }], [{ source: 'a', target: 'a', flow: 'f' }]).placed).toHaveLength(1))
})

describe('actions as they are asked for', () => {
  const workflow = { states: [], actions: [{ action: 'go', label: 'Go', from: [], inputs: [field('partner', 'reference', { options: { to: 'partner' } })], required: [], comment: 'required' as const, style: 'primary' as const, lines: [] }] }
  it('keep the options of the model and take need and value from the server', () => {
    const action = offeredAction(workflow, { action: 'go', label: 'Go', allowed: true, inputs: [{ ...field('partner', 'reference'), required: true, value: 'p-1' } as never] })
    expect(action.inputs[0]).toMatchObject({ options: { to: 'partner' }, required: true, default: 'p-1' })
    expect(action).toMatchObject({ comment: 'required', style: 'primary' })
  })
})

describe('lines of desks', () => {
  it('reads open lines and flat rows alike', () => {
    const nested = readDeskLine({ document: { id: 'd', number: 'PR-1', values: { currency: 'TWD' }, labels: { requester: 'Ada' } }, line: { id: 'l', line_no: 2, state: 'ok', values: { quantity: '5' }, labels: { item: 'M8' }, flows: {} }, open: '3' })
    const flat = readDeskLine({ id: 'l', line_no: 2, state: 'ok', quantity: '5', item__label: 'M8', document: { id: 'd', number: 'PR-1', currency: 'TWD', requester__label: 'Ada' }, open: '3' })
    for (const one of [nested, flat]) expect(one).toMatchObject({ id: 'l', open: '3', labels: { item: 'M8' }, document: { number: 'PR-1', labels: { requester: 'Ada' } } })
    expect([nested.document.values.currency, flat.document.values.currency]).toEqual(['TWD', 'TWD'])
  })
})

beforeEach(() => localStorage.clear())
