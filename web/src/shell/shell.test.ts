import { describe, expect, it } from 'vitest'
import { readGroup } from '@/inbox/wire'
import { guess, readPreview } from '@/imports/wire'
import { normaliseModel } from '@/api/normalise'
import { csvOf } from '@/reports/csv'
import { readReport } from '@/reports/table'
import { RAW } from '@/testing/model'
import { appsFor } from './navigation'
import { matching } from './palette'
import { screens } from './screens'

const model = normaliseModel(structuredClone(RAW))

describe('the rail', () => {
  const apps = (may: (permission: string) => boolean) => appsFor(model.navigation, (code) => model.records[code], screens, may).map((app) => [app.app, app.entries.map((entry) => entry.address)])
  it('shows what the person may use and leaves out pages this client does not have', () => expect(apps(() => true)).toEqual([['base', ['/m/thing']], ['buy', ['/d/ask', '/d/order']]]))
  it('hides an app without entries', () => expect(apps((permission) => permission === 'ask.read')).toEqual([['buy', ['/d/ask']]]))
  it('has a page for every screen of the procurement pack', () =>
    expect(['home', 'inbox', 'review_desk', 'order_builder', 'delivery_board', 'receiving', 'put_away', 'acceptance_desk', 'stock_query', 'issue_desk', 'match_desk', 'payment_proposal', 'reports', 'projects_overview', 'imports'].filter((code) => !screens.has(code))).toEqual([]))
})

describe('the palette', () => {
  const command = (label: string, hint = '') => ({ key: label, label, hint, icon: '', address: '' })
  it('needs every word and prefers what starts with the text', () =>
    expect(matching([command('New order'), command('Orders', 'Buying'), command('Stock')], 'order').map((one) => one.label)).toEqual(['Orders', 'New order']))
})

describe('the inbox', () => {
  it('puts urgent and oldest first, lines with their documents', () => {
    const group = readGroup({ inbox: 'review', document: 'ask', label: 'R', on_lines: true, actions: ['ok'], count: 3, rows: [
      { id: 'l1', state: 's', description: 'M8', document: { id: 'd1', number: 'A', version: 2, created_at: '2026-11-02' } },
      { id: 'l2', state: 's', document: { id: 'd2', number: 'B', created_at: '2026-11-01' } },
      { id: 'l3', state: 's', document: { id: 'd3', number: 'C', urgent: true, created_at: '2026-11-09' } },
    ] })
    expect(group.rows.map((row) => [row.number, row.line_id])).toEqual([['C', 'l3'], ['B', 'l2'], ['A', 'l1']])
  })
})

describe('imports (P10)', () => {
  it('guess columns by name or label in either language, each field once', () => expect(guess(['代碼', 'NAME', 'name', 'Colour'], model.records.thing!)).toEqual({ 代碼: 'code', NAME: 'name' }))
  it('count the rows without a problem', () => expect(readPreview({ columns: ['a'], total: 3, problems: [{ row: 2, column: 'a', message: 'x' }, { row: 2, column: 'b', message: 'y' }] }).good).toBe(2))
})

describe('reports (F9)', () => {
  const report = readReport([{ account: '1101', account_id: 'x', debit: '5.00', on: '2026-11-20' }, { account: '2101', account_id: 'y', debit: '0', on: null }], 'Trial balance')
  it('find their columns and types by themselves', () => expect(report.columns.map((column) => [column.name, column.type])).toEqual([['account', 'text'], ['debit', 'money'], ['on', 'date']]))
  it('show the words of an account instead of its id', () => expect(readReport([{ account: 'x', account__label: '1101 Bank' }], 'x').columns).toMatchObject([{ name: 'account', type: 'reference', label: { 'zh-Hant': '科目' } }]))
  it('export cells that no sheet program runs', () => {
    const bad = readReport([{ name: '=cmd()', amount: '-5', note: 'a,"b"' }], 'x')
    expect(csvOf(bad, 'en').split('\r\n')[1]).toBe("'=cmd(),-5,\"a,\"\"b\"\"\"")
  })
})
