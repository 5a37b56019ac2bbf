import { get } from '@/api/client'
import type { Text } from '@/api/wire'

/** One thing that waits: a document, or a line of one. */
export interface Waiting {
  key: string
  type: string
  id: string
  line_id: string | null
  number: string
  title: string
  state: string | null
  version: number
  since: string | null
  urgent: boolean
  row: Record<string, unknown>
}

export interface Group {
  inbox: string
  label: Text
  type: string
  on_lines: boolean
  actions: string[]
  count: number
  rows: Waiting[]
}

type Raw = Record<string, any>

const first = (row: Raw, ...names: string[]): string => {
  const name = names.find((one) => row[one] !== undefined && row[one] !== null && row[one] !== '')
  return name ? String(row[name]) : ''
}

export function readGroup(raw: Raw): Group {
  const type = String(raw.document ?? raw.type ?? '')
  const onLines = Boolean(raw.on_lines)
  const rows = ((raw.rows ?? []) as Raw[]).map((row): Waiting => {
    const document: Raw = row.document && typeof row.document === 'object' ? row.document : row
    const id = String(row.document_id ?? document.id)
    const lineId = onLines ? String(row.line_id ?? row.id) : null
    return {
      key: lineId ?? id, type, id, line_id: lineId,
      number: first(document, 'number') || first(row, 'number'),
      title: first(row, 'item__label', 'description', 'title', 'partner__label') || first(document, 'title', 'partner__label') || first(row, 'header.title', 'header.partner__label'),
      state: row.state ?? document.state ?? null,
      version: Number(document.version ?? row.version ?? 1),
      since: row.since ?? row.updated_at ?? row.created_at ?? document.updated_at ?? document.created_at ?? row['header.document_date'] ?? row.document_date ?? null,
      urgent: Boolean(row.urgent ?? document.urgent ?? row['header.urgent'] ?? row.header?.urgent),
      row: { ...document, ...row },
    }
  })
  rows.sort((a, b) => Number(b.urgent) - Number(a.urgent) || String(a.since).localeCompare(String(b.since)))
  return { inbox: String(raw.inbox ?? raw.code), label: raw.label, type, on_lines: onLines, actions: ((raw.actions ?? []) as (string | Raw)[]).map((one) => (typeof one === 'string' ? one : String(one.action))), count: Number(raw.count ?? rows.length), rows }
}

export async function readInbox(): Promise<Group[]> {
  const raw = await get<Raw[] | { groups: Raw[] }>('/inbox')
  return (Array.isArray(raw) ? raw : (raw.groups ?? [])).map(readGroup)
}
