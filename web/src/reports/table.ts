/** Any report as columns and rows, whatever shape its reply has. Pure. */
import type { Field, Text } from '@/api/wire'
import { decimal } from '@/logic/decimal'

export interface Report {
  title: Text
  columns: Field[]
  rows: Record<string, unknown>[]
  totals: Record<string, unknown> | null
  /** What may be asked: parameters the report takes. */
  parameters: Field[]
}

type Raw = Record<string, any>
const DAY = /^\d{4}-\d{2}-\d{2}$/
const HIDDEN = /(^|_)id$|__label$/

const words = (name: string): string => name.replace(/_/g, ' ').replace(/^./, (c) => c.toUpperCase())

/** Type of a column by what stands in it. */
function typeOf(name: string, rows: Raw[]): string {
  const values = rows.map((row) => row[name]).filter((value) => value !== null && value !== undefined && value !== '').slice(0, 50)
  if (!values.length) return 'text'
  if (values.every((value) => typeof value === 'boolean')) return 'boolean'
  if (values.every((value) => DAY.test(String(value)))) return 'date'
  if (!/code|number|account$/.test(name) && values.every((value) => decimal(value) !== null)) return 'decimal'
  return 'text'
}

export function readReport(raw: unknown, title: Text): Report {
  const body: Raw = Array.isArray(raw) ? { rows: raw } : ((raw ?? {}) as Raw)
  const rows: Raw[] = body.rows ?? body.lines ?? body.entries ?? body.items ?? []
  const named: (string | Raw)[] = body.columns ?? Object.keys(rows[0] ?? {}).filter((name) => !HIDDEN.test(name))
  const columns = named.map((one): Field => {
    const given: Raw = typeof one === 'string' ? { name: one } : one
    const name = String(given.name ?? given.column ?? given.field)
    return { ...given, name, type: String(given.type ?? typeOf(name, rows)), label: given.label ?? words(name), options: given.options ?? {}, computed: true }
  })
  return { title: body.title ?? body.label ?? title, columns, rows, totals: body.totals ?? null, parameters: (body.parameters ?? []).map((one: Raw) => ({ options: {}, label: words(one.name), type: 'text', ...one })) }
}

/** The text of a cell's companion: `account__label` beside `account`. */
export const labelIn = (row: Record<string, unknown>, name: string): string | undefined => (row[`${name}__label`] === undefined ? undefined : String(row[`${name}__label`]))
