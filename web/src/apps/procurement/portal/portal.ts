/** A supplier's answers to one order. Pure. */
import { add, compare, decimal } from '@/logic/decimal'
import type { Text } from '@/api/wire'

export interface PortalLine {
  id: string
  line_no: number
  state: string
  state_label: Text
  item: string | null
  description: string | null
  specification: string | null
  quantity: string
  unit: string
  unit_price: string
  amount: string
  needed_date: string | null
  promised_date: string | null
  proposed_quantity: string | null
  proposed_price: string | null
  proposed_date: string | null
  proposal_note: string | null
  answers: string[]
}

export interface PortalOrder {
  number: string
  company: Text
  supplier: string | null
  buyer: string | null
  header: Record<string, string | null>
  lines: PortalLine[]
  expires_at: string
}

export type Decision = '' | 'accept' | 'change' | 'decline'

export interface LineAnswer {
  decision: Decision
  promised_date: string | null
  quantity: string
  unit_price: string
  /** Two or more dated deliveries; empty when the line comes at once. */
  schedule: { date: string | null; quantity: string }[]
  note: string
}

export const blankAnswer = (line: PortalLine): LineAnswer => ({
  decision: '', promised_date: line.promised_date ?? line.needed_date, quantity: line.quantity, unit_price: line.unit_price, schedule: [], note: '',
})

/** Whether the buyer waits for an answer: one who proposed a change may still accept, but waits for the buyer. */
export const isWaiting = (line: PortalLine): boolean =>
  line.answers.includes('accept') && line.proposed_price === null && line.proposed_quantity === null && line.proposed_date === null

/** What stands in the way of sending, as a key of the catalogue; null when the answer is complete. */
export function lacking(line: PortalLine, answer: LineAnswer): string | null {
  if (answer.decision === 'decline') return answer.note.trim() ? null : 'portal.reason_needed'
  if (answer.decision !== 'change') return null
  if (answer.schedule.length) {
    if (answer.schedule.some((one) => !one.date || compare(one.quantity, 0) <= 0)) return 'portal.each_delivery'
    return null
  }
  if (decimal(answer.quantity) === null || decimal(answer.unit_price) === null) return 'problem.not_a_number'
  const isSame = compare(answer.quantity, line.quantity) === 0 && compare(answer.unit_price, line.unit_price) === 0 && answer.promised_date === (line.promised_date ?? line.needed_date)
  return isSame ? 'portal.nothing_changed' : null
}

/** Only what differs from the order is sent. */
export function wireAnswer(line: PortalLine, answer: LineAnswer): Record<string, unknown> {
  const base = { line_id: line.id, decision: answer.decision }
  if (answer.decision === 'decline') return { ...base, note: answer.note.trim() }
  if (answer.decision === 'accept') return { ...base, ...(answer.promised_date ? { promised_date: answer.promised_date } : {}) }
  return {
    ...base,
    ...(answer.schedule.length ? { schedule: answer.schedule } : { ...(answer.promised_date ? { promised_date: answer.promised_date } : {}), ...(compare(answer.quantity, line.quantity) !== 0 ? { quantity: answer.quantity } : {}) }),
    ...(compare(answer.unit_price, line.unit_price) !== 0 ? { unit_price: answer.unit_price } : {}),
    ...(answer.note.trim() ? { note: answer.note.trim() } : {}),
  }
}

export const scheduled = (answer: LineAnswer): string => add(answer.schedule.map((one) => one.quantity)).toFixed()
