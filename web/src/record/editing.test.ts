import { afterEach, describe, expect, it } from 'vitest'
import { flushPromises } from '@vue/test-utils'
import { defineComponent, h, nextTick, ref } from 'vue'
import { field, Refused, serve, settled, show } from '@/testing/setup'
import { useTestModel } from '@/testing/model'
import { useModel } from '@/stores/model'
import { keepDraft, readDraft, sweep } from '@/logic/drafts'
import EditGrid from './EditGrid.vue'
import { useRecord, type OpenRecord } from './useRecord'

afterEach(() => {
  document.body.innerHTML = ''
  localStorage.clear()
})

const DOCUMENT = { id: 'd1', number: 'PR-1', state: 'draft', version: 3, values: { title: 'Bolts', urgent: false, currency: 'TWD', total: '20' }, labels: {}, lines: [{ id: 'l1', line_no: 1, state: 'draft', values: { description: 'M8', quantity: '10', unit_price: '2', amount: '20' }, labels: {}, flows: {} }] }

async function opened(id: string | null, answers: Record<string, unknown> = {}): Promise<{ open: OpenRecord; asked: ReturnType<typeof serve> }> {
  const asked = serve({ '/documents/ask/d1': structuredClone(DOCUMENT), '/documents/ask/d1/actions': { header: [], lines: {} }, ...answers })
  let open!: OpenRecord
  show(defineComponent({ setup: () => (useTestModel(), (open = useRecord(useModel().record('ask')!, () => id)), () => h('div')) }))
  await flushPromises()
  await settled(5)
  return { open, asked }
}

describe('a record being edited', () => {
  it('starts with defaults and one empty line, and is not dirty for that', async () => {
    const { open } = await opened(null)
    expect(open.values.value).toMatchObject({ urgent: false, currency: 'TWD' })
    expect([open.lines.value.length, open.dirty.value]).toEqual([1, false])
  })
  it('totals as you type, by the tenant\'s rounding', async () => {
    const { open } = await opened(null)
    const { key } = open.lines.value[0]!
    open.setLine(key, 'quantity', '3')
    open.setLine(key, 'unit_price', '33.5')
    expect(open.shown.value.lines[0]!.amount).toBe('101')
    expect(open.shown.value.values.total).toBe('101')
  })
  it('names what is missing before asking the server', async () => {
    const { open, asked } = await opened(null)
    open.setLine(open.lines.value[0]!.key, 'unit_price', '1')
    const before = asked.length
    await expect(open.save()).rejects.toThrow()
    expect([...open.problems.keys()].sort()).toEqual(['/title', `${open.lines.value[0]!.key}/description`, `${open.lines.value[0]!.key}/quantity`])
    expect(asked.length).toBe(before)
  })
  it('takes description from a chosen item, and never over what a person wrote', async () => {
    const { open } = await opened(null)
    const { key } = open.lines.value[0]!
    open.setLine(key, 'item', 'id-1', { label: 'M8 Bolt', row: { id: 'id-1', name: 'Bolt' } })
    expect(open.lines.value[0]!.values.description).toBe('Bolt')
    open.setLine(key, 'description', 'My words')
    open.setLine(key, 'item', 'id-2', { label: 'M9 Nut', row: { id: 'id-2', name: 'Nut' } })
    expect(open.lines.value[0]!.values.description).toBe('My words')
  })
  it('sends only what changed, with the version it saw', async () => {
    const { open, asked } = await opened('d1', { 'PATCH /documents/ask/d1': { ...DOCUMENT, version: 4 } })
    open.set('title', 'More bolts')
    open.setLine('l1', 'quantity', '11')
    expect(open.dirty.value).toBe(true)
    await open.save()
    const sent = asked.find((one) => one.method === 'PATCH')!
    expect(sent.body).toEqual({ version: 3, values: { title: 'More bolts' }, lines: [{ id: 'l1', quantity: '11' }], removed_lines: [], confirmed: [] })
    expect(open.dirty.value).toBe(false)
  })
  it('shows the server\'s problems at their cells', async () => {
    const refusal = new Refused(422, { code: 'VALIDATION_FAILED', message: 'no', details: { problems: [{ path: 'lines[0].quantity', code: 'X', message: 'Too much' }, { path: 'title', code: 'X', message: 'Taken' }] } })
    const { open } = await opened('d1', { 'PATCH /documents/ask/d1': refusal })
    open.setLine('l1', 'quantity', '11')
    await expect(open.save()).rejects.toThrow('no')
    expect(Object.fromEntries(open.problems)).toEqual({ 'l1/quantity': 'Too much', '/title': 'Taken' })
  })
  it('merges when somebody saved first, and saves on top of theirs', async () => {
    let first = true
    const theirs = { ...structuredClone(DOCUMENT), version: 9, values: { ...DOCUMENT.values, title: 'Theirs' } }
    const { open, asked } = await opened('d1', {
      '/documents/ask/d1': () => (first ? structuredClone(DOCUMENT) : theirs),
      'PATCH /documents/ask/d1': () => (first ? ((first = false), new Refused(409, { code: 'VERSION_CONFLICT', message: 'newer' })) : { ...theirs, version: 10 }),
    })
    open.set('title', 'Mine')
    open.setLine('l1', 'quantity', '12')
    await expect(open.save()).rejects.toThrow('newer')
    expect(open.conflict.value!.list.map((one) => [one.name, one.mine, one.theirs])).toEqual([['title', 'Mine', 'Theirs']])
    open.resolve(new Set(['/title']))
    await open.save()
    expect(asked.filter((one) => one.method === 'PATCH')[1]!.body).toMatchObject({ version: 9, values: {}, lines: [{ id: 'l1', quantity: '12' }] })
  })
  it('asks about warnings and repeats the wish with what was confirmed', async () => {
    const { open, asked } = await opened('d1', {
      'POST /documents/ask/d1/actions/submit': (body: { confirmed: string[] }) => (body.confirmed.length ? DOCUMENT : new Refused(409, { code: 'WARNING_NOT_CONFIRMED', message: 'sure?', details: { warnings: [{ code: 'DEAR', message: 'Quite dear' }] } })),
    })
    await open.withWarnings((confirmed) => open.fire('submit', {}, confirmed))
    expect(open.asked.value!.warnings).toEqual([{ code: 'DEAR', message: 'Quite dear' }])
    await open.asked.value!.again(['DEAR'])
    expect(asked.filter((one) => one.path.endsWith('/submit')).map((one) => one.body.confirmed)).toEqual([[], ['DEAR']])
  })
})

describe('drafts', () => {
  it('are kept, read back and swept after thirty days', () => {
    keepDraft('ask/new', null, { a: 1 }, new Date('2026-10-01'))
    keepDraft('ask/d1', 3, { a: 2 }, new Date('2026-11-19'))
    expect(readDraft<{ a: number }>('ask/d1')).toMatchObject({ version: 3, content: { a: 2 } })
    sweep(new Date('2026-11-20'))
    expect([readDraft('ask/new'), readDraft('ask/d1') !== null]).toEqual([null, true])
  })
})

describe('the grid', () => {
  const columns = [field('name', 'text'), field('quantity', 'quantity'), field('sum', 'decimal', { computed: true })]
  function grid(grows = true) {
    const rows = ref([{ key: 'a', values: { name: 'x', quantity: '1', sum: '1' } as Record<string, unknown>, labels: {} }])
    const changes: unknown[][] = []
    const shown = show(defineComponent({
      setup: () => () => h(EditGrid, {
        columns, rows: rows.value, name: 'grid', grows, cell: (_n: number, one: { computed?: boolean }) => ({ editable: !one.computed, visible: true, required: false }),
        onChange: (...args: unknown[]) => (changes.push(args.slice(0, 3)), (rows.value = rows.value.map((row) => (row.key === args[0] ? { ...row, values: { ...row.values, [args[1] as string]: args[2] } } : row)))),
        onGrow: () => (rows.value = [...rows.value, { key: `r${rows.value.length}`, values: {}, labels: {} }]),
        onPaste: (...args: unknown[]) => changes.push(['paste', ...args]),
      }),
    }))
    const cells = () => shown.findAll('td[role=gridcell]')
    return { shown, rows, changes, cells }
  }
  const wait = async (): Promise<void> => {
    for (let i = 0; i < 6; i++) await nextTick()
  }
  it('typing starts editing, Tab moves on and past the end makes a row', async () => {
    const { shown, rows, changes, cells } = grid()
    await cells()[1]!.trigger('focus')
    await shown.find('table').trigger('keydown', { key: '7' })
    await wait()
    expect(changes).toEqual([['a', 'quantity', '7']])
    await shown.find('.editor input').trigger('keydown', { key: 'Tab' })
    await wait()
    expect(rows.value.length).toBe(2)
    expect(cells().findIndex((cell) => cell.attributes('data-here') !== undefined)).toBe(3)
  })
  it('Escape gives the old value back', async () => {
    const { shown, rows, cells } = grid()
    await cells()[0]!.trigger('focus')
    await shown.find('table').trigger('keydown', { key: 'q' })
    await wait()
    expect(rows.value[0]!.values.name).toBe('q')
    await shown.find('.editor input').trigger('keydown', { key: 'Escape' })
    await wait()
    expect(rows.value[0]!.values.name).toBe('x')
  })
  it('does not edit what is computed, and marks what is no number', async () => {
    const { shown, rows, cells } = grid()
    await cells()[2]!.trigger('focus')
    await shown.find('table').trigger('keydown', { key: '5' })
    expect(shown.find('.editor').exists()).toBe(false)
    rows.value = [{ ...rows.value[0]!, values: { quantity: 'ten' } }]
    await wait()
    expect(cells()[1]!.classes()).toContain('bad')
  })
  it('hands a paste from a sheet to its owner', async () => {
    const { shown, changes, cells } = grid()
    await cells()[0]!.trigger('focus')
    const event = Object.assign(new Event('paste', { bubbles: true, cancelable: true }), { clipboardData: { getData: () => 'a\t1\nb\t2' } })
    shown.find('table').element.dispatchEvent(event)
    expect(changes).toEqual([['paste', { row: 0, column: 0 }, [['a', '1'], ['b', '2']]]])
  })
})
