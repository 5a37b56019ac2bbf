import EmailCell from './EmailCell.vue'
import EmailInput from './EmailInput.vue'
import { ok, wrong, type FieldType } from '../types'

const SHAPE = /^[^@\s]+@[^@\s]+\.[^@\s]+$/

const email: FieldType = {
  type: 'email',
  label: { en: 'E-mail', 'zh-Hant': '電子郵件' },
  Input: EmailInput,
  Cell: EmailCell,
  parse: (typed) => (typed.trim() === '' ? ok(null) : SHAPE.test(typed.trim()) ? ok(typed.trim()) : wrong('problem.email')),
  format: (value) => String(value ?? ''),
  operators: ['contains', 'eq', 'isnull'],
}
export default email
