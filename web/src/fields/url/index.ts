import UrlCell from './UrlCell.vue'
import UrlInput from './UrlInput.vue'
import { ok, wrong, type FieldType } from '../types'

const SHAPE = /^https?:\/\/\S+$/i

const url: FieldType = {
  type: 'url',
  label: { en: 'Link', 'zh-Hant': '網址' },
  Input: UrlInput,
  Cell: UrlCell,
  parse: (typed) => (typed.trim() === '' ? ok(null) : SHAPE.test(typed.trim()) ? ok(typed.trim()) : wrong('problem.url')),
  format: (value) => String(value ?? ''),
  operators: ['contains', 'eq', 'isnull'],
}
export default url
