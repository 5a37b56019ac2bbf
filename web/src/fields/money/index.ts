import { decimal } from '@/logic/decimal'
import { formatDecimal, placesOf } from '@/logic/format'
import { parseDecimal } from '../decimal/decimal'
import { currencyOf } from './money'
import MoneyCell from './MoneyCell.vue'
import MoneyInput from './MoneyInput.vue'
import type { FieldType } from '../types'

const money: FieldType = {
  type: 'money',
  label: { en: 'Money', 'zh-Hant': '金額' },
  Input: MoneyInput,
  Cell: MoneyCell,
  align: 'end',
  parse: (typed, field) => parseDecimal(typed.replace(/^[A-Z]{3}\s*|^(NT)?[$€£¥]\s*/i, ''), field),
  // Never fewer decimals than the currency has, never one the value has dropped: exact prices keep four.
  format: (value, field, { values }) => formatDecimal(value, decimal(value) === null ? 0 : placesOf(currencyOf(field, values))),
  operators: ['gte', 'lte', 'between', 'eq', 'isnull'],
}
export default money
