/** Work in progress kept in the browser: after a crash, a power cut or a closed tab it is offered back. */
export interface Draft<T> {
  saved_at: string
  /** Version of the record the edits were made on; null for a new record. */
  version: number | null
  content: T
}

const PREFIX = 'kontor.draft.'
const KEEP_DAYS = 30

export function keepDraft<T>(key: string, version: number | null, content: T, now = new Date()): void {
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify({ saved_at: now.toISOString(), version, content }))
  } catch {
    sweep(new Date(now.getTime() + KEEP_DAYS * 43_200_000))
  }
}

export function readDraft<T>(key: string): Draft<T> | null {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + key) ?? 'null') as Draft<T> | null
  } catch {
    return null
  }
}

export const dropDraft = (key: string): void => localStorage.removeItem(PREFIX + key)

/** Removes drafts older than thirty days. */
export function sweep(now = new Date()): void {
  for (const name of Object.keys(localStorage)) {
    if (!name.startsWith(PREFIX)) continue
    const draft = readDraft(name.slice(PREFIX.length))
    if (!draft || now.getTime() - Date.parse(draft.saved_at) > KEEP_DAYS * 86_400_000) localStorage.removeItem(name)
  }
}
