import { textIn } from '@/i18n'
import choice from '../choice'
import { choicesOf } from '../choice/choices'
import MultiChoiceInput from './MultiChoiceInput.vue'
import { ok, type FieldType } from '../types'

const multiChoice: FieldType = {
  type: 'multi_choice',
  label: { en: 'Several choices', 'zh-Hant': '多選' },
  Input: MultiChoiceInput,
  parse: (typed, field) => {
    const values: unknown[] = []
    for (const word of typed.split(/[,，、;]/).filter((part) => part.trim())) {
      const parsed = choice.parse(word, field)
      if (!parsed.ok) return parsed
      values.push(parsed.value)
    }
    return ok(values)
  },
  format: (value, field, { language }) =>
    (Array.isArray(value) ? value : []).map((code) => textIn(choicesOf(field).find((one) => one.value === code)?.label, language) || String(code)).join(language === 'en' ? ', ' : '、'),
  operators: ['contains', 'isnull'],
}
export default multiChoice
