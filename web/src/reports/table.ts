/** Any report as columns and rows, whatever shape its reply has. Pure. */
import type { Field, Text } from '@/api/wire'
import { AMOUNTS, COLUMNS, IN_COMPANY_CURRENCY } from './words'
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
const HIDDEN = /(^|_)id$|__label$|^(document_type|type|key)$/

const words = (name: string): string => name.replace(/_/g, ' ').replace(/^./, (c) => c.toUpperCase())

/** Type of a column by what stands in it. */
function typeOf(name: string, rows: Raw[]): string {
  if (rows.some((row) => `${name}__label` in row)) return 'reference'
  if (AMOUNTS.has(name)) return 'money'
  const values = rows.map((row) => row[name]).filter((value) => value !== null && value !== undefined && value !== '').slice(0, 50)
  if (!values.length) return 'text'
  if (values.every((value) => typeof value === 'boolean')) return 'boolean'
  if (values.every((value) => DAY.test(String(value)))) return 'date'
  if (!/code|number|account$/.test(name) && values.every((value) => decimal(value) !== null)) return 'decimal'
  return 'text'
}

export function readReport(raw: unknown, title: Text, currency = '', order?: string[]): Report {
  const body: Raw = Array.isArray(raw) ? { rows: raw } : ((raw ?? {}) as Raw)
  const given: Raw[] = body.rows ?? body.lines ?? body.entries ?? body.items ?? []
  const company = body.currency ?? currency
  const rows = given.map((row) => ({ $company: company, ...row }))
  const named: (string | Raw)[] = body.columns ?? order?.filter((name) => given.some((row) => (row[name] ?? '') !== '')) ?? Object.keys(given[0] ?? {}).filter((name) => !HIDDEN.test(name))
  const columns = named.map((one): Field => {
    const given: Raw = typeof one === 'string' ? { name: one } : one
    const name = String(given.name ?? given.column ?? given.field)
    return { ...given, name, type: String(given.type ?? typeOf(name, rows)), label: given.label ?? COLUMNS[name] ?? words(name), options: given.options ?? (IN_COMPANY_CURRENCY.has(name) ? { currency: '$company' } : {}), computed: true }
  })
  return { title: body.title ?? body.label ?? title, columns, rows, totals: body.totals ?? null, parameters: (body.parameters ?? []).map((one: Raw) => ({ options: {}, label: words(one.name), type: 'text', ...one })) }
}

/** The text of a cell's companion: `account__label` beside `account`. */
export const labelIn = (row: Record<string, unknown>, name: string): string | undefined => (row[`${name}__label`] === undefined ? undefined : String(row[`${name}__label`]))
