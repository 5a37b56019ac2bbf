import { formatDuration } from '@/logic/format'
import { parseDuration } from './duration'
import DurationInput from './DurationInput.vue'
import { ok, wrong, type FieldType } from '../types'

const duration: FieldType = {
  type: 'duration',
  label: { en: 'Duration', 'zh-Hant': '時間長度' },
  Input: DurationInput,
  align: 'end',
  parse: (typed) => {
    if (typed.trim() === '') return ok(null)
    const value = parseDuration(typed)
    return value ? ok(value) : wrong('problem.duration')
  },
  format: (value) => formatDuration(value),
  operators: ['gte', 'lte', 'isnull'],
}
export default duration
