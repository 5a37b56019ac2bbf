import PhoneCell from './PhoneCell.vue'
import PhoneInput from './PhoneInput.vue'
import { ok, wrong, type FieldType } from '../types'

const SHAPE = /^\+?[\d\s()#\-–]{5,30}$/

const phone: FieldType = {
  type: 'phone',
  label: { en: 'Phone', 'zh-Hant': '電話' },
  Input: PhoneInput,
  Cell: PhoneCell,
  parse: (typed) => (typed.trim() === '' ? ok(null) : SHAPE.test(typed.trim()) ? ok(typed.trim()) : wrong('problem.phone')),
  format: (value) => String(value ?? ''),
  operators: ['contains', 'eq', 'isnull'],
}
export default phone
