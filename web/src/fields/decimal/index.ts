import { formatDecimal } from '@/logic/format'
import { parseDecimal } from './decimal'
import DecimalInput from './DecimalInput.vue'
import type { FieldType } from '../types'

const decimalType: FieldType = {
  type: 'decimal',
  label: { en: 'Decimal', 'zh-Hant': '小數' },
  Input: DecimalInput,
  align: 'end',
  parse: (typed, field) => parseDecimal(typed, field),
  format: (value) => formatDecimal(value),
  operators: ['gte', 'lte', 'eq', 'between', 'isnull'],
}
export default decimalType
