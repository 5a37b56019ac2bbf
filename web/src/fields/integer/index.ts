import { formatDecimal } from '@/logic/format'
import { parseDecimal } from '../decimal/decimal'
import IntegerInput from './IntegerInput.vue'
import { ok, type FieldType } from '../types'

const integer: FieldType = {
  type: 'integer',
  label: { en: 'Whole number', 'zh-Hant': '整數' },
  Input: IntegerInput,
  align: 'end',
  parse: (typed, field) => {
    const parsed = parseDecimal(typed, field, 0)
    return parsed.ok && parsed.value !== null ? ok(Number(parsed.value)) : parsed
  },
  format: (value) => formatDecimal(value),
  operators: ['eq', 'gte', 'lte', 'between', 'isnull'],
}
export default integer
