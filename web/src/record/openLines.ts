/** Lines across documents: what a desk works on. */
import { get, send, type Query } from '@/api/client'
import type { DocumentRecord, FlowDone, Pagination, Values } from '@/api/wire'

/** A line with the document it belongs to; `open` is what a flow may still take. */
export interface DeskLine {
  id: string
  document: { id: string; number: string; state: string | null; version: number; values: Values; labels: Record<string, string> }
  line_no: number
  state: string | null
  values: Values
  labels: Record<string, string>
  flows: Record<string, FlowDone>
  open: string
}

type Raw = Record<string, any>

function split(raw: Raw): { values: Values; labels: Record<string, string> } {
  if (raw.values) return { values: raw.values, labels: raw.labels ?? {} }
  const labels: Record<string, string> = {}
  const values: Values = {}
  for (const [name, value] of Object.entries(raw)) {
    if (name.endsWith('__label')) labels[name.slice(0, -7)] = String(value ?? '')
    else values[name] = value
  }
  return { values, labels }
}

/** Reads both shapes: `{document, line, open}` of open lines and the flat rows of line lists. */
export function readDeskLine(raw: Raw): DeskLine {
  const line: Raw = raw.line ?? raw
  const { document: _document, flows: _flows, ...flat } = line
  const header: Raw = { ...(raw.document ?? {}), ...raw.header }
  for (const [name, value] of Object.entries(raw)) if (name.startsWith('header.')) header[name.slice(7)] = value
  const document = split(header)
  if (header.values) Object.assign(document.values, Object.fromEntries(Object.entries(header).filter(([name]) => !['values', 'labels', 'lines'].includes(name))), header.values)
  const own = split(flat)
  return {
    id: String(line.id), line_no: Number(line.line_no ?? 0), state: line.state ?? null, ...own, flows: line.flows ?? {},
    open: String(raw.open ?? line.open ?? own.values.quantity ?? '0'),
    document: { id: String(header.id ?? line.document_id), number: String(header.number ?? ''), state: header.state ?? null, version: Number(header.version ?? 0), ...document },
  }
}

export async function listLines(type: string, query: Query): Promise<{ lines: DeskLine[]; pagination: Pagination }> {
  const reply = await send<Raw[]>('GET', `/documents/${type}/lines`, { query })
  return { lines: reply.data.map(readDeskLine), pagination: reply.pagination }
}

export async function listOpen(flow: string, query: Query = {}): Promise<DeskLine[]> {
  return (await get<Raw[]>(`/derive/${flow}/open`, { page_size: 500, ...query })).map(readDeskLine)
}

export const documentsOf = (made: DocumentRecord[] | { documents: DocumentRecord[] }): DocumentRecord[] => (Array.isArray(made) ? made : made.documents)
