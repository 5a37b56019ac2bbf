/** Looking up records a reference may point to. */
import { get } from '@/api/client'
import type { Field, Row, Text } from '@/api/wire'
import { textIn } from '@/i18n'
import type { Language } from '@/logic/format'
import { useModel } from '@/stores/model'

export interface Found {
  key: string
  label: string
  hint?: string
  row: Row
}

/** Where records of a kind are listed. */
export function listPath(to: string): string {
  return useModel().record(to)?.kind === 'document' ? `/documents/${to}` : `/master/${to}`
}

/** What a reference to this record holds: its id, or its key where the entity says so (currencies, units). */
export const keyOf = (row: Row, field?: Field): string => String(field?.options.by === 'key' ? (row[useModel().record(String(field.options.to))?.key ?? 'code'] ?? row.id) : row.id)

export async function findRecords(to: string, text: string, language: Language, signal?: AbortSignal, extra: Record<string, string> = {}): Promise<Found[]> {
  const rows = await get<Row[]>(listPath(to), { q: text, page_size: 20, ...extra }, signal)
  return rows.map((row) => asFound(to, row, language))
}

export function asFound(to: string, row: Row, language: Language): Found {
  const record = useModel().record(to)
  const code = String(row.number ?? row[record?.key ?? 'code'] ?? row.code ?? '')
  const title = textIn((row[record?.title ?? 'name'] ?? row.name ?? row.title ?? row.email ?? '') as Text, language)
  return { key: row.id, label: [code, title].filter(Boolean).join(' '), row }
}

/** The record behind an id that came without words; a single record keeps its fields under `values`. */
export async function findById(to: string, id: string, language: Language): Promise<Found> {
  const row = await get<Row & { values?: Row }>(`${listPath(to)}/${id}`)
  return asFound(to, { ...row, ...row.values, id }, language)
}

/** The record behind a code a person typed or pasted; null unless exactly one bears it. */
export async function findByCode(to: string, code: string, language: Language): Promise<Found | null> {
  const found = await findRecords(to, code, language)
  const exact = found.filter((one) => [one.row.code, one.row.number, one.label].some((text) => String(text ?? '').toLowerCase() === code.trim().toLowerCase()))
  return exact.length === 1 ? exact[0]! : found.length === 1 ? found[0]! : null
}
