import { get, post } from '@/api/client'

export interface BulkItem {
  id: string
  version?: number
  line_id?: string
}

export interface BulkResult {
  id: string
  ok: boolean
  error?: { code?: string; message?: string } | string | null
}

export interface Job {
  id: string
  state: string
  done: number
  total: number
  results: BulkResult[]
  result: Record<string, any>
  error?: string
}

const pause = (ms: number): Promise<void> => new Promise((go) => setTimeout(go, ms))

function asJob(raw: any, total: number): Job {
  const job = raw?.job ?? raw ?? {}
  const results = (job.results ?? job.result?.results ?? []) as BulkResult[]
  return { id: String(job.id ?? job.job_id ?? ''), state: String(job.state ?? job.status ?? 'done'), done: Number(job.done ?? job.progress?.done ?? results.length), total: Number(job.total ?? job.progress?.total ?? total), results, result: job.result ?? {}, error: job.error?.message ?? job.error }
}

export const finished = (job: Job): boolean => /^(done|finished|succeeded|completed|failed|error|cancelled)$/.test(job.state)

/** Starts a bulk action and tells its progress until it is finished; throws when the whole job failed. */
export async function runBulk(body: { type: string; action: string; items: BulkItem[]; inputs?: unknown; comment?: string; line_inputs?: unknown }, tell: (job: Job) => void): Promise<Job> {
  return followJob(await post('/bulk', body), tell, body.items.length)
}

export async function followJob(started: unknown, tell: (job: Job) => void, total = 0): Promise<Job> {
  let job = asJob(started, total)
  tell(job)
  for (let wait = 150; !finished(job); wait = Math.min(1500, wait * 1.4)) {
    await pause(wait)
    job = asJob(await get(`/jobs/${job.id}`), total)
    tell(job)
  }
  if (/^(failed|error)$/.test(job.state)) throw new Error(job.error ?? job.state)
  return job
}

export const errorText = (result: BulkResult): string => (typeof result.error === 'string' ? result.error : (result.error?.message ?? result.error?.code ?? ''))
