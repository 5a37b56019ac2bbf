import type { Field, RecordModel, Text } from '@/api/wire'

/** Fields of a record's lines by name, in this order; those the model does not have are left out. */
export function pick(record: RecordModel | undefined, names: string[]): Field[] {
  return names.map((name) => record?.lines.find((field) => field.name === name)).filter((field): field is Field => Boolean(field))
}

export const shownOnly = (field: Field): Field => ({ ...field, computed: true })

export const column = (name: string, type: string, label: Text, extra: Partial<Field> = {}): Field => ({ name, type, label, options: {}, ...extra })
