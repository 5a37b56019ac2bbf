import { formatDecimal } from '@/logic/format'
import { decimal } from '@/logic/decimal'
import UnknownInput from '../unknown/UnknownInput.vue'
import { wrong, type FieldType } from '../types'

/** Computed by the server (and previewed here); never typed. */
const formula: FieldType = {
  type: 'formula',
  label: { en: 'Formula', 'zh-Hant': '公式' },
  Input: UnknownInput,
  align: 'end',
  parse: () => wrong('problem.computed'),
  format: (value) => (decimal(value) === null ? String(value ?? '') : formatDecimal(value)),
  operators: ['gte', 'lte', 'eq'],
}
export default formula
