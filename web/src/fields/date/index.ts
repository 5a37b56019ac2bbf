import { formatDate } from '@/logic/format'
import { parseDay } from './date'
import DateCell from './DateCell.vue'
import DateInput from './DateInput.vue'
import { ok, wrong, type FieldType } from '../types'

const date: FieldType = {
  type: 'date',
  label: { en: 'Date', 'zh-Hant': '日期' },
  Input: DateInput,
  Cell: DateCell,
  parse: (typed) => {
    if (typed.trim() === '') return ok(null)
    const day = parseDay(typed)
    return day ? ok(day) : wrong('problem.date')
  },
  format: (value, _field, { language }) => formatDate(value, language),
  operators: ['between', 'gte', 'lte', 'eq', 'isnull'],
}
export default date
