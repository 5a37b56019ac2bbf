/** Everything a list shows is in its address: view, text, filters, sort, page. Pure functions both ways. */
import type { Query } from '@/api/client'

export interface Condition {
  field: string
  op: string
  value: string
  /** Text of a reference, so that the chip reads well when the address is sent to a colleague. */
  label?: string
}

export interface ListState {
  view: string
  text: string
  sort: string[]
  page: number
  conditions: Condition[]
}

type Address = Record<string, string | string[] | null | undefined>
const one = (value: string | string[] | null | undefined): string => (Array.isArray(value) ? (value[0] ?? '') : (value ?? ''))

export function readAddress(address: Address): ListState {
  const conditions: Condition[] = []
  for (const [key, raw] of Object.entries(address)) {
    const match = /^([a-z][a-z0-9_]*?)__(eq|ne|lt|lte|gt|gte|in|contains|starts|isnull|between)$/.exec(key)
    if (match) conditions.push({ field: match[1]!, op: match[2]!, value: one(raw), label: one(address[`${match[1]}.text`]) || undefined })
  }
  return {
    view: one(address.view),
    text: one(address.q),
    sort: one(address.sort).split(',').filter(Boolean),
    page: Math.max(1, Number(one(address.page)) || 1),
    conditions,
  }
}

export function writeAddress(state: ListState): Record<string, string> {
  const address: Record<string, string> = {}
  if (state.view) address.view = state.view
  if (state.text) address.q = state.text
  if (state.sort.length) address.sort = state.sort.join(',')
  if (state.page > 1) address.page = String(state.page)
  for (const { field, op, value, label } of state.conditions) {
    address[`${field}__${op}`] = value
    if (label) address[`${field}.text`] = label
  }
  return address
}

/** The same wish as the server reads it. */
export function toServer(state: ListState, fallbackSort: string[], pageSize: number): Query {
  const query: Query = { page: state.page, page_size: pageSize, view: state.view || undefined, q: state.text || undefined }
  const sort = state.sort.length ? state.sort : state.view ? [] : fallbackSort
  if (sort.length) query.sort = sort.join(',')
  for (const { field, op, value } of state.conditions) if (value !== '') query[`${field}__${op}`] = value
  return query
}

/** First click ascending, second descending, third back to the list's own order. */
export function nextSort(sort: string[], field: string): string[] {
  if (sort[0] === field) return [`-${field}`]
  return sort[0] === `-${field}` ? [] : [field]
}
