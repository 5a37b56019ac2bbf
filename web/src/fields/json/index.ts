import JsonCell from './JsonCell.vue'
import JsonInput from './JsonInput.vue'
import { ok, wrong, type FieldType } from '../types'

const json: FieldType = {
  type: 'json',
  label: { en: 'JSON', 'zh-Hant': 'JSON' },
  Input: JsonInput,
  Cell: JsonCell,
  parse: (typed) => {
    if (typed.trim() === '') return ok(null)
    try {
      return ok(JSON.parse(typed))
    } catch {
      return wrong('problem.json')
    }
  },
  format: (value) => (value === null || value === undefined ? '' : JSON.stringify(value)),
  operators: ['isnull'],
}
export default json
