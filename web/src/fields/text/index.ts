import TextInput from './TextInput.vue'
import { ok, wrong, type FieldType } from '../types'

const text: FieldType = {
  type: 'text',
  label: { en: 'Text', 'zh-Hant': '文字' },
  Input: TextInput,
  parse: (typed, field) => {
    const longest = Number(field.options.max_length ?? Infinity)
    return typed.length > longest ? wrong('problem.too_long') : ok(typed.trim() === '' ? null : typed)
  },
  format: (value) => (value === null || value === undefined ? '' : String(value)),
  operators: ['contains', 'eq', 'starts', 'isnull'],
}
export default text
