import { computed, ref } from 'vue'
import type { Values } from '@/api/wire'
import { decimal, plain } from '@/logic/decimal'
import { errorText, runBulk, type Job } from '@/list/bulk'
import { listLines, type DeskLine } from '@/record/openLines'

export const TYPE = 'requisition'
export const WAITING = 'pending_review'
/** What the reviewer may settle on the line itself. */
export const DECIDED = ['partner', 'unit_price', 'quantity', 'specification']

/** Lines waiting for review, the reviewer's own figures on them, and decisions on many at once (R2). */
export function useReview() {
  const lines = ref<DeskLine[] | null>(null)
  const total = ref<number | null>(null)
  const edits = ref<Record<string, Values>>({})
  const labels = ref<Record<string, Record<string, string>>>({})
  const chosen = ref(new Set<string>())
  const refused = ref<Record<string, string>>({})
  const job = ref<Job | null>(null)
  const busy = ref(false)

  async function load(): Promise<void> {
    busy.value = true
    try {
      const reply = await listLines(TYPE, { state__eq: WAITING, page_size: 500, count: true, sort: 'needed_date' })
      lines.value = reply.lines
      total.value = reply.pagination.total ?? reply.lines.length
      const still = new Set(reply.lines.map((line) => line.id))
      chosen.value = new Set([...chosen.value].filter((id) => still.has(id)))
    } finally {
      busy.value = false
    }
  }
  /** The line as it would be approved. */
  function now(line: DeskLine): Values {
    const values: Values = { currency: line.document.values.currency, ...line.values, ...edits.value[line.id] }
    const [quantity, price] = [decimal(values.quantity), decimal(values.unit_price)]
    return { ...values, amount: quantity && price ? plain(quantity.times(price)) : null }
  }
  function set(id: string, name: string, value: unknown, label?: string): void {
    edits.value = { ...edits.value, [id]: { ...edits.value[id], [name]: value } }
    if (label) labels.value = { ...labels.value, [id]: { ...labels.value[id], [name]: label } }
    delete refused.value[id]
  }
  function tick(id: string): void {
    const next = new Set(chosen.value)
    if (!next.delete(id)) next.add(id)
    chosen.value = next
  }
  const tickAll = (on: boolean): void => void (chosen.value = new Set(on ? (lines.value ?? []).map((line) => line.id) : []))
  const chosenLines = computed(() => (lines.value ?? []).filter((line) => chosen.value.has(line.id)))
  /** Lines that cannot be approved yet, for want of a supplier or a price; sent along, they come back refused. */
  const incomplete = computed(() => chosenLines.value.filter((line) => !now(line).partner || decimal(now(line).unit_price) === null))

  async function decide(action: string, approves: boolean, inputs: Values, comment: string): Promise<{ done: number; failed: number }> {
    const wanted = [...chosenLines.value]
    refused.value = {}
    const line_inputs = approves ? Object.fromEntries(wanted.map((line) => [line.id, settled(line)])) : {}
    const items = wanted.map((line) => ({ id: line.document.id, line_id: line.id }))
    const last = await runBulk({ type: TYPE, action, items, inputs, comment, line_inputs }, (progress) => (job.value = progress))
    job.value = null
    // What was refused comes first, so that its reason is seen.
    const bad = last.results.filter((one) => !one.ok)
    refused.value = Object.fromEntries(bad.map((one) => [(one as { line_id?: string }).line_id ?? one.id, errorText(one)]))
    await load()
    lines.value = [...lines.value!].sort((a, b) => Number(b.id in refused.value) - Number(a.id in refused.value))
    return { done: wanted.length - bad.length, failed: bad.length }
  }
  function settled(line: DeskLine): Values {
    const own = edits.value[line.id] ?? {}
    return Object.fromEntries(Object.entries(own).filter(([name, value]) => DECIDED.includes(name) && value !== null && value !== ''))
  }
  return { lines, total, edits, labels, chosen, refused, job, busy, load, now, set, tick, tickAll, chosenLines, incomplete, decide }
}
