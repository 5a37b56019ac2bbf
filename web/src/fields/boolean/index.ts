import { words } from '@/i18n'
import BooleanInput from './BooleanInput.vue'
import { ok, wrong, type FieldType } from '../types'

const YES = ['yes', 'y', 'true', '1', '是', '有', '✓', 'v']
const NO = ['no', 'n', 'false', '0', '否', '無', '']

const boolean: FieldType = {
  type: 'boolean',
  label: { en: 'Yes or no', 'zh-Hant': '是否' },
  Input: BooleanInput,
  parse: (typed) => {
    const word = typed.trim().toLowerCase()
    return YES.includes(word) ? ok(true) : NO.includes(word) ? ok(false) : wrong('problem.yes_or_no')
  },
  format: (value) => (value === null || value === undefined ? '' : words(value ? 'yes' : 'no')),
  operators: ['eq'],
}
export default boolean
