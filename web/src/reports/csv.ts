import { textIn } from '@/i18n'
import type { Language } from '@/logic/format'
import { labelIn, type Report } from './table'

/** Sheet programs run what starts with these: such cells are kept as text (P10). */
const RISKY = /^[=+\-@\t\r]/

function cell(value: unknown): string {
  const text = value === null || value === undefined ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value)
  const safe = RISKY.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text
  return /[",\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe
}

export function csvOf(report: Report, language: Language): string {
  const head = report.columns.map((field) => cell(textIn(field.label, language)))
  const rows = report.rows.map((row) => report.columns.map((field) => cell(labelIn(row, field.name) ?? row[field.name])))
  return [head, ...rows].map((row) => row.join(',')).join('\r\n')
}
