import { get } from '@/api/client'
import type { DeskLine } from '@/record/openLines'

interface Share {
  receipt_line: string
  requisition_line: string
  requisition: string
  requisition_number: string
  title: string | null
  receipt: string
  receipt_number: string
  received_on: string
  partner: string | null
  item: string | null
  item_code: string
  description: string | null
  unit: string | null
  waiting: string
}

/** A requester's own share of what arrived: inspected share by share (R8). */
export interface WaitingShare extends DeskLine {
  receiptLine: string
  requisitionLine: string
}

export async function listWaiting(): Promise<WaitingShare[]> {
  const shares = await get<Share[]>('/procurement/acceptance/waiting')
  return shares.map((one) => ({
    id: `${one.receipt_line}/${one.requisition_line}`, receiptLine: one.receipt_line, requisitionLine: one.requisition_line,
    line_no: 0, state: null, flows: {}, open: String(one.waiting),
    values: { description: one.description, unit: one.unit },
    labels: { item: [one.item_code, one.description].filter(Boolean).join(' ') },
    document: { id: one.requisition, number: one.requisition_number, state: null, version: 0, values: { received_on: one.received_on }, labels: { partner: one.partner ?? '', receipt: one.receipt_number } },
  }))
}
