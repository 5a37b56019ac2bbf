/** Records asked for a moment ago: hovering a row makes opening it instant. */
import { get } from '@/api/client'
import type { Actions, DocumentRecord } from '@/api/wire'

const FRESH_MS = 15_000
const asked = new Map<string, { at: number; record: Promise<DocumentRecord> }>()

export const pathOf = (type: string, id: string): string => `/documents/${type}/${id}`

export function prefetch(type: string, id: string): void {
  const path = pathOf(type, id)
  const known = asked.get(path)
  if (known && Date.now() - known.at < FRESH_MS) return
  const record = get<DocumentRecord>(path)
  record.catch(() => asked.delete(path))
  asked.set(path, { at: Date.now(), record })
  if (asked.size > 60) asked.delete(asked.keys().next().value!)
}

export function fetchRecord(type: string, id: string, fresh = false): Promise<DocumentRecord> {
  const path = pathOf(type, id)
  if (fresh) asked.delete(path)
  prefetch(type, id)
  return asked.get(path)!.record
}

export const forget = (type: string, id: string): void => void asked.delete(pathOf(type, id))

export async function fetchActions(type: string, id: string): Promise<Actions> {
  const raw = await get<Partial<Actions>>(`${pathOf(type, id)}/actions`)
  return { header: raw.header ?? [], lines: raw.lines ?? {} }
}
