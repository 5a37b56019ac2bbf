import { textIn } from '@/i18n'
import ChoiceCell from './ChoiceCell.vue'
import ChoiceInput from './ChoiceInput.vue'
import { choicesOf } from './choices'
import { ok, wrong, type FieldType } from '../types'

const choice: FieldType = {
  type: 'choice',
  label: { en: 'Choice', 'zh-Hant': '單選' },
  Input: ChoiceInput,
  Cell: ChoiceCell,
  parse: (typed, field) => {
    const word = typed.trim().toLowerCase()
    if (word === '') return ok(null)
    const found = choicesOf(field).find((one) => [one.value, textIn(one.label, 'en'), textIn(one.label, 'zh-Hant')].some((text) => text.toLowerCase() === word))
    return found ? ok(found.value) : wrong('problem.choice')
  },
  format: (value, field, { language }) => textIn(choicesOf(field).find((one) => one.value === value)?.label, language) || String(value ?? ''),
  operators: ['in', 'eq', 'ne', 'isnull'],
}
export default choice
