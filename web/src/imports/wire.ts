import { post } from '@/api/client'
import { followJob, type Job } from '@/list/bulk'
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
  examples: Record<string, string[]>
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
  const problems = ((raw.problems ?? []) as Raw[]).map((one): Problem => ({ row: Number(one.row ?? 0), column: one.column || null, code: String(one.code ?? ''), message: String(one.message ?? '') }))
  const total = Number(raw.total ?? 0)
  return { columns: raw.columns ?? [], mapping: raw.mapping ?? {}, examples: raw.examples ?? {}, problems, total, good: Number(raw.good ?? total - new Set(problems.map((one) => one.row)).size) }
}

export const uploadSheet = async (file: File): Promise<string> => (await upload(file)).id

export const preview = async (entity: string, file_id: string, mapping?: Record<string, string>): Promise<Preview> =>
  readPreview(await post<Raw>('/imports/preview', { entity, file_id, ...(mapping ? { mapping } : {}) }))

/** Takes the sheet in; a large one becomes a job, whose progress is told. */
export async function run(entity: string, file_id: string, mapping: Record<string, string>, skip_bad: boolean, tell: (job: Job) => void): Promise<Raw> {
  const reply = await post<Raw>('/imports', { entity, file_id, mapping, mode: skip_bad ? 'skip_bad' : 'all_or_nothing' })
  if (!reply.job) return reply
  const job = await followJob(reply.job, tell)
  return job.result
}
