import UnknownInput from './UnknownInput.vue'
import { wrong, type FieldType } from '../types'

const unknown: FieldType = {
  type: 'unknown',
  label: { en: 'Unknown', 'zh-Hant': '未知類型' },
  Input: UnknownInput,
  parse: () => wrong('problem.unknown_type'),
  format: (value) => (value === null || value === undefined ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value)),
  operators: [],
}
export default unknown
