import { post } from '@/api/client'
import { upload } from '@/fields/file/files'
import type { Field, RecordModel } from '@/api/wire'
import { textIn } from '@/i18n'

export interface Problem {
  row: number
  column: string | null
  code: string
  message: string
}

export interface Preview {
  columns: string[]
  mapping: Record<string, string>
  rows: Record<string, unknown>[]
  problems: Problem[]
  total: number
  good: number
}

type Raw = Record<string, any>

/** Column of the file → field of the record; the server's own guess wins, else equal names or labels. Pure. */
export function guess(columns: string[], record: RecordModel): Record<string, string> {
  const same = (field: Field, column: string): boolean =>
    [field.name, textIn(field.label, 'en'), textIn(field.label, 'zh-Hant')].some((text) => squeeze(text) === squeeze(column))
  const mapping: Record<string, string> = {}
  for (const column of columns) {
    const field = record.header.find((one) => !one.computed && same(one, column))
    if (field && !Object.values(mapping).includes(field.name)) mapping[column] = field.name
  }
  return mapping
}

const squeeze = (text: string): string => text.toLowerCase().replace(/[\s_\-*]/g, '')

export function readPreview(raw: Raw): Preview {
  const problems = ((raw.problems ?? []) as Raw[]).map((one): Problem => ({ row: Number(one.row ?? one.line ?? 0), column: one.column ?? one.field ?? null, code: String(one.code ?? ''), message: String(one.message ?? '') }))
  const rows = (raw.rows ?? raw.sample ?? []) as Raw[]
  const total = Number(raw.total ?? raw.row_count ?? rows.length)
  const columns = ((raw.columns ?? []) as (string | Raw)[]).map((one) => (typeof one === 'string' ? one : String(one.name ?? one.column ?? one.header)))
  return { columns, mapping: raw.mapping ?? {}, rows, problems, total, good: Number(raw.good ?? raw.valid ?? total - new Set(problems.map((one) => one.row)).size) }
}

export const uploadSheet = async (file: File): Promise<string> => (await upload(file)).id

export const preview = async (entity: string, file_id: string, mapping?: Record<string, string>): Promise<Preview> =>
  readPreview(await post<Raw>('/imports/preview', { entity, file_id, ...(mapping ? { mapping } : {}) }))

export const run = (entity: string, file_id: string, mapping: Record<string, string>, skip_bad: boolean): Promise<Raw> =>
  post<Raw>('/imports', { entity, file_id, mapping, mode: skip_bad ? 'skip_bad' : 'all_or_nothing' })
