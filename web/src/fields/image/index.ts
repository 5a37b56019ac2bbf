import ImageCell from './ImageCell.vue'
import ImageInput from './ImageInput.vue'
import { wrong, type FieldType } from '../types'
import { idsOf } from '../file/files'

const image: FieldType = {
  type: 'image',
  label: { en: 'Picture', 'zh-Hant': '圖片' },
  Input: ImageInput,
  Cell: ImageCell,
  parse: () => wrong('problem.file'),
  format: (value) => (idsOf(value).length ? `${idsOf(value).length} 🖼` : ''),
  operators: ['isnull'],
}
export default image
