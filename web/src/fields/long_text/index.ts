import LongTextCell from './LongTextCell.vue'
import LongTextInput from './LongTextInput.vue'
import { ok, type FieldType } from '../types'

const longText: FieldType = {
  type: 'long_text',
  label: { en: 'Long text', 'zh-Hant': '長文字' },
  Input: LongTextInput,
  Cell: LongTextCell,
  parse: (typed) => ok(typed.trim() === '' ? null : typed),
  format: (value) => String(value ?? ''),
  operators: ['contains', 'isnull'],
}
export default longText
