import { formatMoment } from '@/logic/format'
import DatetimeCell from './DatetimeCell.vue'
import DatetimeInput from './DatetimeInput.vue'
import { ok, wrong, type FieldType } from '../types'

const datetime: FieldType = {
  type: 'datetime',
  label: { en: 'Moment', 'zh-Hant': '日期時間' },
  Input: DatetimeInput,
  Cell: DatetimeCell,
  parse: (typed) => {
    if (typed.trim() === '') return ok(null)
    const moment = new Date(typed.trim().replace(/\//g, '-').replace(' ', 'T'))
    return Number.isNaN(moment.getTime()) ? wrong('problem.date') : ok(moment.toISOString())
  },
  format: (value, _field, { language }) => formatMoment(value, language),
  operators: ['gte', 'lte', 'between', 'isnull'],
}
export default datetime
