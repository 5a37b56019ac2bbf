import type { Field } from '@/api/wire'
import { typeOf } from '@/fields/registry'

/** Comparisons offered for a field; a state is one of several. */
export const operatorsOf = (field: Field): string[] => (field.type === 'state' ? ['in'] : typeOf(field).operators)
