/** Lines being edited: what they were, what they are, what must be sent. Pure. */
import type { Field, LineRecord, Values } from '@/api/wire'
import { changed, isEmpty } from '@/logic/fields'

export interface EditLine {
  /** Stable in the browser, also before the line has an id. */
  key: string
  id: string | null
  line_no: number | null
  state: string | null
  values: Values
  labels: Record<string, string>
  flows: LineRecord['flows']
}

let next = 1
export const blankLine = (values: Values = {}): EditLine => ({ key: `new-${next++}`, id: null, line_no: null, state: null, values, labels: {}, flows: {} })

export const editLine = (line: LineRecord): EditLine => ({
  key: line.id, id: line.id, line_no: line.line_no, state: line.state, values: { ...line.values }, labels: { ...line.labels }, flows: line.flows ?? {},
})

const writable = (fields: Field[], values: Values): Values =>
  Object.fromEntries(Object.entries(values).filter(([name]) => fields.some((field) => field.name === name && !field.computed)))

/** A line nobody filled in: it is shown, never sent. */
export const isBlank = (line: EditLine, fields: Field[], defaults: Values = {}): boolean =>
  line.id === null && Object.keys(writable(fields, line.values)).every((name) => isEmpty(line.values[name]) || JSON.stringify(line.values[name]) === JSON.stringify(defaults[name]))

export interface LinePayload {
  lines: Values[]
  /** Key of the line each payload entry came from: problems come back by position. */
  keys: string[]
  removed: string[]
}

export function linePayload(fields: Field[], before: LineRecord[], now: EditLine[], defaults: Values = {}): LinePayload {
  const lines: Values[] = []
  const keys: string[] = []
  for (const line of now) {
    if (isBlank(line, fields, defaults)) continue
    const old = before.find((one) => one.id === line.id)
    const values = writable(fields, old ? changed(old.values, line.values) : Object.fromEntries(Object.entries(line.values).filter(([, value]) => !isEmpty(value))))
    if (old && !Object.keys(values).length) continue
    lines.push(line.id ? { id: line.id, ...values } : values)
    keys.push(line.key)
  }
  const kept = new Set(now.map((line) => line.id))
  return { lines, keys, removed: before.filter((line) => !kept.has(line.id)).map((line) => line.id) }
}

/** Problem paths of the server (`lines[2].quantity`, `needed_by`) as places on the screen (`new-7/quantity`, `/needed_by`). */
export function placeOf(path: string, keys: string[]): string {
  const line = /^lines\[(\d+)\](?:\.(.+))?$/.exec(path)
  return line ? `${keys[Number(line[1])] ?? ''}/${line[2] ?? ''}` : `/${path.replace(/^values\./, '')}`
}
