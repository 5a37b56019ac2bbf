/** Master data records: one shape for the form, whatever the list or the single read gave. */
import { get, patch, post, remove } from '@/api/client'
import type { Values } from '@/api/wire'

export interface EntityRecord {
  id: string
  version: number
  values: Values
  labels: Record<string, string>
}

export function asEntity(raw: Record<string, any>): EntityRecord {
  const values: Values = raw.values ? { ...raw.values } : Object.fromEntries(Object.entries(raw).filter(([name]) => !name.endsWith('__label')))
  const flat = Object.entries({ ...raw, ...raw.values }).filter(([name]) => name.endsWith('__label')).map(([name, text]) => [name.slice(0, -7), String(text)])
  return { id: String(raw.id), version: Number(raw.version ?? values.version ?? 1), values, labels: { ...Object.fromEntries(flat), ...raw.labels } }
}

export const readEntity = async (type: string, id: string): Promise<EntityRecord> => asEntity(await get(`/master/${type}/${id}`))
export const createEntity = async (type: string, values: Values): Promise<EntityRecord> => asEntity(await post(`/master/${type}`, { values }))
export const changeEntity = async (type: string, id: string, version: number, values: Values): Promise<EntityRecord> => asEntity(await patch(`/master/${type}/${id}`, { version, values }))
export const deleteEntity = (type: string, id: string, version: number, reason: string): Promise<unknown> => remove(`/master/${type}/${id}`, { version, reason })
