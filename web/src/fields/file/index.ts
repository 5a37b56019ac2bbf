import FileCell from './FileCell.vue'
import FileInput from './FileInput.vue'
import { wrong, type FieldType } from '../types'
import { idsOf } from './files'

const file: FieldType = {
  type: 'file',
  label: { en: 'File', 'zh-Hant': '檔案' },
  Input: FileInput,
  Cell: FileCell,
  parse: () => wrong('problem.file'),
  format: (value) => (idsOf(value).length ? `${idsOf(value).length} 📎` : ''),
  operators: ['isnull'],
}
export default file
