import type { Field, Values } from '@/api/wire'
import { sibling } from '../types'

/** Currency of an amount: of the field the option names, a fixed code, or the record's `currency`. */
export const currencyOf = (field: Field, values?: Values): string => String(sibling(field, values, ['currency_field', 'currency'], 'currency') ?? '')
