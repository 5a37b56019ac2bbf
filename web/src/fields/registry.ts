/** Field types by the word the server uses. A new type is a new folder here; no list grows. */
import type { Field } from '@/api/wire'
import type { FieldType } from './types'
import unknown from './unknown'

const found = import.meta.glob<{ default: FieldType }>('./*/index.ts', { eager: true })
let known: Map<string, FieldType> | undefined

/** Built at first use: inputs of one type may import the registry themselves. */
const types = (): Map<string, FieldType> => (known ??= new Map(Object.values(found).map((module) => [module.default.type, module.default])))

export const fieldType = (type: string): FieldType => types().get(type) ?? unknown
export const typeNames = (): string[] => [...types().keys()]

export const typeOf = (field: Field): FieldType => fieldType(field.type)
