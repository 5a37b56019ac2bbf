/** Columns of a list: the record's own fields and what every document has. */
import type { Field, RecordModel, Row, Text } from '@/api/wire'

const system = (name: string, type: string, label: Text, options: Record<string, unknown> = {}): Field => ({
  name, type, label, options, computed: true, filterable: true, sortable: true,
})

const DOCUMENT: Field[] = [
  system('number', 'text', { en: 'Number', 'zh-Hant': '單號' }),
  system('state', 'state', { en: 'State', 'zh-Hant': '狀態' }),
  system('created_at', 'datetime', { en: 'Created', 'zh-Hant': '建立時間' }),
  system('created_by', 'reference', { en: 'Created by', 'zh-Hant': '建立者' }, { to: 'user' }),
  system('updated_at', 'datetime', { en: 'Changed', 'zh-Hant': '更新時間' }),
]

/** Every field a list of this record may show, by name. */
export function allColumns(record: RecordModel): Field[] {
  if (record.kind === 'entity') return record.header
  const own = new Set(record.header.map((field) => field.name))
  return [...DOCUMENT.slice(0, 2), ...record.header, ...DOCUMENT.slice(2).filter((field) => !own.has(field.name))]
}

export function shownColumns(record: RecordModel, chosen?: string[]): Field[] {
  const all = allColumns(record)
  const names = chosen?.length ? chosen : record.list.columns
  const lead = record.kind === 'document' ? ['number', ...(names.includes('state') ? [] : ['state'])] : []
  const wanted = [...new Set([...lead, ...names])]
  return wanted.map((name) => all.find((field) => field.name === name)).filter((field): field is Field => Boolean(field))
}

export const labelOf = (row: Row, name: string): string | undefined => {
  const text = row[`${name}__label`]
  return text === undefined || text === null ? undefined : String(text)
}

/** Fields a person may filter by, state first. */
export function filterFields(record: RecordModel): Field[] {
  const all = allColumns(record)
  const named = record.list.filters
  const state = record.kind === 'document' ? all.filter((field) => field.name === 'state') : []
  return [...state, ...all.filter((field) => field.name !== 'state' && (named.includes(field.name) || field.filterable))]
}
