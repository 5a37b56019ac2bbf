/** Records behind references that formulas and defaults look into (`line.tax.rate`, `partner.currency`). */
import { get } from '@/api/client'
import type { Field, RecordModel, Row, Values } from '@/api/wire'
import { keyOf, listPath } from '@/fields/reference/references'
import { defaults, isEmpty } from '@/logic/fields'
import type { Scope } from '@/logic/jsonlogic'
import { useModel } from '@/stores/model'

/** Names of reference fields that some expression reads further into. Pure. */
export function lookedInto(record: RecordModel): { header: Field[]; lines: Field[] } {
  const text = JSON.stringify([...record.header, ...record.lines].flatMap((field) => [field.formula, field.default_when, field.visible_when, field.required_when]))
  const deeper = new Set([...text.matchAll(/"(?:line\.)?([a-z_]+)\.[a-z_]+"/g)].map((match) => match[1]))
  const named = (fields: Field[]): Field[] => fields.filter((field) => field.type === 'reference' && deeper.has(field.name))
  return { header: named(record.header), lines: named(record.lines) }
}

export async function loadKnown(record: RecordModel, values: Values, lines: Values[], known: Record<string, Values>): Promise<void> {
  const fields = lookedInto(record)
  const wanted = [...fields.header.map((field) => ({ field, held: [values[field.name]] })), ...fields.lines.map((field) => ({ field, held: lines.map((line) => line[field.name]) }))]
  await Promise.all(wanted.map(async ({ field, held }) => {
    const missing = [...new Set(held.filter((value): value is string => typeof value === 'string' && value !== '' && !known[value]))].slice(0, 200)
    const to = String(field.options.to)
    if (!missing.length || useModel().record(to)?.kind !== 'entity') return
    const by = field.options.by === 'key' ? (useModel().record(to)?.key ?? 'code') : 'id'
    const rows = await get<Row[]>(listPath(to), { [`${by}__in`]: missing.join(','), page_size: 200 }).catch(() => [])
    for (const row of rows) known[keyOf(row, field)] = row
  }))
}

/** `after` with defaults in the places still empty or still holding the old default; what a person wrote stays. Pure. */
export function defaultsOver(fields: Field[], before: Values, after: Values, except: string, scopeOf: (values: Values) => Scope): Values {
  const [old, fresh] = [defaults(fields, scopeOf(before)), defaults(fields, scopeOf(after))]
  const result = { ...after }
  for (const [name, given] of Object.entries(fresh)) {
    if (name !== except && (isEmpty(before[name]) || before[name] === old[name])) result[name] = given
  }
  return result
}
