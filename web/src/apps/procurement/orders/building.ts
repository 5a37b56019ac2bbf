/** From approved lines to orders: grouping by supplier, merging equal lines with a share per requester (R3). Pure. */
import type { Values } from '@/api/wire'
import { add, compare, decimal, plain } from '@/logic/decimal'
import type { DeskLine } from '@/record/openLines'

export interface Choice {
  ticked: boolean
  quantity: string
  unit_price: string
  partner: string
  partnerLabel: string
}

export interface Supplier {
  key: string
  partner: string
  label: string
  currency: string
  lines: DeskLine[]
}

export interface Merged {
  key: string
  text: string
  unit: string
  unit_price: string
  quantity: string
  amount: string
  shares: { requester: string; number: string; quantity: string }[]
}

export const choiceOf = (line: DeskLine): Choice => ({
  ticked: true, quantity: line.open, unit_price: String(line.values.unit_price ?? ''), partner: String(line.values.partner ?? ''), partnerLabel: line.labels.partner ?? '',
})

export function bySupplier(lines: DeskLine[], choices: Record<string, Choice>): Supplier[] {
  const groups = new Map<string, Supplier>()
  for (const line of lines) {
    const choice = choices[line.id] ?? choiceOf(line)
    const currency = String(line.document.values.currency ?? '')
    const key = `${choice.partner}|${currency}`
    const group = groups.get(key) ?? { key, partner: choice.partner, label: choice.partnerLabel, currency, lines: [] }
    group.lines.push(line)
    groups.set(key, group)
  }
  return [...groups.values()].sort((a, b) => Number(!a.partner) - Number(!b.partner) || a.label.localeCompare(b.label))
}

const MERGE = ['item', 'description', 'specification', 'unit', 'project']

/** Lines of one order as they will be made. */
export function merge(lines: DeskLine[], choices: Record<string, Choice>): Merged[] {
  const merged = new Map<string, Merged>()
  for (const line of lines) {
    const choice = choices[line.id]
    if (!choice?.ticked || compare(choice.quantity, 0) <= 0) continue
    const key = [...MERGE.map((name) => String(line.values[name] ?? '')), plain(decimal(choice.unit_price) ?? add([]))].join('|')
    const share = { requester: requester(line), number: line.document.number, quantity: choice.quantity }
    const before = merged.get(key)
    const quantity = plain(add([before?.quantity, choice.quantity]))
    merged.set(key, {
      key, quantity, text: line.labels.item ?? String(line.values.description ?? ''), unit: String(line.values.unit ?? ''), unit_price: choice.unit_price,
      amount: plain((decimal(choice.unit_price) ?? add([])).times(quantity)), shares: [...(before?.shares ?? []), share],
    })
  }
  return [...merged.values()]
}

export const requester = (line: DeskLine): string => line.document.labels.requester ?? line.document.labels.created_by ?? ''

/** What `POST /derive` needs; figures equal to the request's own are left out. */
export function takesOf(lines: DeskLine[], choices: Record<string, Choice>): { line_id: string; quantity: string; inputs: Values }[] {
  return lines.flatMap((line) => {
    const choice = choices[line.id]
    if (!choice?.ticked || !choice.partner || compare(choice.quantity, 0) <= 0) return []
    const inputs: Values = {}
    if (choice.partner !== line.values.partner) inputs.partner = choice.partner
    if (choice.unit_price !== '' && compare(choice.unit_price, line.values.unit_price) !== 0) inputs.unit_price = choice.unit_price
    return [{ line_id: line.id, quantity: choice.quantity, inputs }]
  })
}
