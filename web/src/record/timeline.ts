/** Events as the server tells them, made readable. Pure. */
import type { Values } from '@/api/wire'

export interface Event {
  id: string
  at: string
  who: string
  kind: string
  action: string | null
  comment: string
  line_no: number | null
  changes: { name: string; before: unknown; after: unknown; line: boolean }[]
  before: string | null
  after: string | null
}

type Raw = Record<string, any>
const isRecord = (value: unknown): value is Raw => value !== null && typeof value === 'object' && !Array.isArray(value)

/** `{quantity: [1, 2]}`, `[{field, before, after}]`, or two records beside each other become one list. */
function changesOf(raw: Raw): Event['changes'] {
  const given = raw.changes ?? raw.diff
  const line = Boolean(raw.line_id ?? raw.data?.line_id)
  if (Array.isArray(given)) return given.map((one) => ({ name: one.field ?? one.name ?? one.path, before: one.before ?? one.old ?? null, after: one.after ?? one.new ?? null, line: line || /^lines?\b/.test(String(one.path ?? '')) }))
  if (isRecord(given)) return Object.entries(given).map(([name, pair]) => ({ name, before: Array.isArray(pair) ? pair[0] : pair?.before, after: Array.isArray(pair) ? pair[1] : pair?.after, line }))
  const [before, after] = [values(raw.before), values(raw.after)]
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name])).map((name) => ({ name, before: before[name] ?? null, after: after[name] ?? null, line }))
}
const values = (raw: unknown): Values => {
  if (!isRecord(raw)) return {}
  const { lines: _lines, state: _state, version: _version, updated_at: _at, ...rest } = isRecord(raw.values) ? { ...raw.values } : raw
  return rest
}

export function readEvent(raw: Raw): Event {
  const data: Raw = raw.data ?? {}
  return {
    id: String(raw.id ?? raw.sequence ?? raw.at),
    at: String(raw.at ?? raw.known_at ?? raw.recorded_at ?? raw.created_at ?? ''),
    who: String(raw.actor_name ?? raw.actor__label ?? raw.who ?? (isRecord(raw.actor) ? raw.actor.name : raw.actor) ?? ''),
    kind: String(raw.kind ?? raw.type ?? ''),
    action: raw.action ?? data.action ?? null,
    comment: String(raw.comment ?? data.comment ?? ''),
    line_no: raw.line_no ?? data.line_no ?? null,
    changes: changesOf(raw).slice(0, 40),
    before: raw.before_state ?? raw.from_state ?? data.from ?? raw.before?.state ?? null,
    after: raw.after_state ?? raw.to_state ?? data.to ?? raw.after?.state ?? null,
  }
}
