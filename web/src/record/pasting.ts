import type { Field, Values } from '@/api/wire'
import { findByCode, keyOf } from '@/fields/reference/references'
import { typeOf } from '@/fields/registry'
import type { Language } from '@/logic/format'
import type { Place } from './grid'

export interface PasteTarget {
  columns: Field[]
  /** Key of the row at a position; makes the row when it is past the end, null when it cannot. */
  rowAt: (n: number) => string | null
  editable: (n: number, field: Field) => boolean
  set: (key: string, name: string, value: unknown, found?: { label: string; row: Values }) => void
  language: Language
}

/** Cells from a sheet into the grid. Codes of references are looked up; what is not found stays as typed and is marked. */
export async function pasteCells(at: Place, cells: string[][], target: PasteTarget): Promise<{ done: number; unknown: string[] }> {
  const unknown: string[] = []
  const lookups: Promise<void>[] = []
  let done = 0
  cells.forEach((row, r) => {
    const key = target.rowAt(at.row + r)
    if (key === null) return
    row.forEach((text, c) => {
      const field = target.columns[at.column + c]
      if (!field || !target.editable(at.row + r, field)) return
      done++
      if (field.type === 'reference' && text.trim()) lookups.push(lookUp(field, key, text, target, unknown))
      else {
        const parsed = typeOf(field).parse(text, field)
        target.set(key, field.name, parsed.ok ? parsed.value : text)
      }
    })
  })
  await Promise.all(lookups)
  return { done, unknown }
}

async function lookUp(field: Field, key: string, text: string, target: PasteTarget, unknown: string[]): Promise<void> {
  const found = await findByCode(String(field.options.to), text, target.language).catch(() => null)
  if (found) target.set(key, field.name, keyOf(found.row, field), found)
  else unknown.push(text)
}
