/** Events as the server tells them, made readable. Pure. */
import type { Values } from '@/api/wire'

export interface Change {
  name: string
  before: unknown
  after: unknown
  line: boolean
  /** On how many lines the same happened. */
  times: number
}

export interface Event {
  id: string
  at: string
  who: string
  kind: string
  action: string | null
  comment: string
  /** Lines it touched. */
  lines: number
  /** The state those lines share afterwards. */
  line_state: string | null
  changes: Change[]
  before: string | null
  after: string | null
}

type Raw = Record<string, any>
const isRecord = (value: unknown): value is Raw => value !== null && typeof value === 'object' && !Array.isArray(value)
const SILENT = new Set(['state', 'lines', 'version', 'updated_at', 'id', 'line_no'])

function differences(before: Raw, after: Raw, line: boolean): Change[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((name) => !SILENT.has(name) && JSON.stringify(before[name] ?? null) !== JSON.stringify(after[name] ?? null))
    .map((name) => ({ name, before: before[name] ?? null, after: after[name] ?? null, line, times: 1 }))
}

/** The same change on many lines is told once. */
function together(changes: Change[]): Change[] {
  const seen = new Map<string, Change>()
  for (const one of changes) {
    const key = JSON.stringify([one.line, one.name, one.before, one.after])
    const known = seen.get(key)
    if (known) known.times++
    else seen.set(key, { ...one })
  }
  return [...seen.values()]
}

const lineMap = (raw: unknown): Record<string, Values> => (isRecord(raw) && isRecord(raw.lines) ? (raw.lines as Record<string, Values>) : {})

export function readEvent(raw: Raw): Event {
  const [before, after]: [Raw, Raw] = [isRecord(raw.before) ? raw.before : {}, isRecord(raw.after) ? raw.after : {}]
  const [linesBefore, linesAfter] = [lineMap(before), lineMap(after)]
  const ids = [...new Set([...Object.keys(linesBefore), ...Object.keys(linesAfter)])]
  // A new line begins in a state; only one that was in another has come to it.
  const states = new Set(ids.filter((id) => linesBefore[id]?.state !== undefined).map((id) => linesAfter[id]?.state).filter((state) => state !== undefined))
  return {
    id: String(raw.id ?? raw.at),
    at: String(raw.at ?? ''),
    who: String(raw.actor ?? ''),
    kind: String(raw.kind ?? ''),
    action: raw.action ?? null,
    comment: String(raw.comment ?? ''),
    lines: ids.length,
    line_state: states.size === 1 ? String([...states][0]) : null,
    changes: together([...differences(before, after, false), ...ids.flatMap((id) => differences(linesBefore[id] ?? {}, linesAfter[id] ?? {}, true))]).slice(0, 40),
    before: before.state ?? null,
    after: after.state ?? null,
  }
}
