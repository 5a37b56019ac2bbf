import ReferenceCell from './ReferenceCell.vue'
import ReferenceInput from './ReferenceInput.vue'
import { ok, wrong, type FieldType } from '../types'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

const reference: FieldType = {
  type: 'reference',
  label: { en: 'Reference', 'zh-Hant': '參照' },
  Input: ReferenceInput,
  Cell: ReferenceCell,
  parse: (typed) => (typed.trim() === '' ? ok(null) : UUID.test(typed.trim()) ? ok(typed.trim()) : wrong('problem.reference')),
  format: (value, _field, { label }) => label ?? String(value ?? ''),
  operators: ['eq', 'ne', 'isnull'],
}
export default reference
