import { formatDecimal } from '@/logic/format'
import { parseDecimal } from '../decimal/decimal'
import QuantityCell from './QuantityCell.vue'
import QuantityInput from './QuantityInput.vue'
import type { FieldType } from '../types'

const quantity: FieldType = {
  type: 'quantity',
  label: { en: 'Quantity', 'zh-Hant': '數量' },
  Input: QuantityInput,
  Cell: QuantityCell,
  align: 'end',
  parse: (typed, field) => parseDecimal(typed, field),
  format: (value) => formatDecimal(value),
  operators: ['gte', 'lte', 'eq', 'between', 'isnull'],
}
export default quantity
