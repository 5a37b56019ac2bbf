import { post } from '@/api/client'
import type { Text } from '@/api/wire'
import { textIn } from '@/i18n'
import type { Language } from '@/logic/format'
import type { DeskLine } from '@/record/openLines'

export interface Suggestion {
  id: string
  label: string
  /** How much of the line fits there. */
  quantity: string
  /** Why this bin, in the person's language. */
  reason: string
}

interface Wire {
  location_id: string
  code: string
  quantity: string
  why: Text
}

/** Bins for what a receipt line still has to be stored, best first (R7). */
export async function suggestBins(line: DeskLine, language: Language): Promise<Suggestion[]> {
  const found = await post<Record<string, Wire[]>>('/procurement/put-away/suggestions', { line_ids: [line.id] })
  return (found[line.id] ?? []).map((one) => ({ id: one.location_id, label: one.code, quantity: String(one.quantity), reason: textIn(one.why, language) }))
}
