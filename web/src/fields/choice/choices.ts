import type { Colour, Field, Text } from '@/api/wire'

export interface Choice {
  value: string
  label: Text
  colour?: Colour
}

/** The choices of a field, however the pack wrote them: list of codes, list of objects, or code → label. */
export function choicesOf(field: Field): Choice[] {
  const raw = field.options.choices
  if (Array.isArray(raw)) {
    return raw.map((entry) => {
      if (typeof entry === 'string') return { value: entry, label: entry }
      const one = entry as Record<string, unknown>
      const value = String(one.value ?? one.code ?? one.choice ?? one.name)
      return { value, label: (one.label as Text) ?? value, colour: one.colour as Colour | undefined }
    })
  }
  if (raw && typeof raw === 'object') return Object.entries(raw).map(([value, label]) => ({ value, label: label as Text }))
  return []
}
