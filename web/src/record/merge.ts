/** Two people changed one record: what merges by itself and what a person must choose. Pure. */
import type { DocumentRecord, LineRecord, Values } from '@/api/wire'
import type { EditLine } from './lines'

export interface Conflict {
  /** Empty for the header. */
  line: string
  name: string
  base: unknown
  mine: unknown
  theirs: unknown
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a ?? null) === JSON.stringify(b ?? null)

function sides(line: string, base: Values, mine: Values, theirs: Values): Conflict[] {
  const names = new Set([...Object.keys(mine), ...Object.keys(theirs)])
  return [...names]
    .filter((name) => !same(mine[name], base[name]) && !same(theirs[name], base[name]) && !same(mine[name], theirs[name]))
    .map((name) => ({ line, name, base: base[name], mine: mine[name], theirs: theirs[name] }))
}

export function conflicts(base: DocumentRecord, mine: { values: Values; lines: EditLine[] }, theirs: DocumentRecord, computed: (line: boolean, name: string) => boolean): Conflict[] {
  const header = sides('', base.values, mine.values, theirs.values).filter((one) => !computed(false, one.name))
  const lines = theirs.lines.flatMap((line) => {
    const [before, edit] = [base.lines.find((one) => one.id === line.id), mine.lines.find((one) => one.id === line.id)]
    return before && edit ? sides(line.id, before.values, edit.values, line.values) : []
  })
  return [...header, ...lines.filter((one) => !computed(true, one.name))]
}

const mergeValues = (base: Values, mine: Values, theirs: Values, takeTheirs: (name: string) => boolean): Values => {
  const result = { ...theirs }
  for (const name of Object.keys(mine)) if (!same(mine[name], base[name]) && !takeTheirs(name)) result[name] = mine[name]
  return result
}

/** My edits on top of their record. `theirsAt` names the places (`line/name`) where theirs was chosen. */
export function rebase(base: DocumentRecord, mine: { values: Values; lines: EditLine[] }, theirs: DocumentRecord, theirsAt: Set<string>, asEdit: (line: LineRecord) => EditLine): { values: Values; lines: EditLine[] } {
  const values = mergeValues(base.values, mine.values, theirs.values, (name) => theirsAt.has(`/${name}`))
  const removedByMe = new Set(base.lines.filter((line) => !mine.lines.some((one) => one.id === line.id)).map((line) => line.id))
  const lines = theirs.lines.filter((line) => !removedByMe.has(line.id)).map((line) => {
    const [before, edit] = [base.lines.find((one) => one.id === line.id), mine.lines.find((one) => one.id === line.id)]
    const fresh = asEdit(line)
    return before && edit ? { ...fresh, labels: { ...fresh.labels, ...edit.labels }, values: mergeValues(before.values, edit.values, line.values, (name) => theirsAt.has(`${line.id}/${name}`)) } : fresh
  })
  return { values, lines: [...lines, ...mine.lines.filter((line) => line.id === null)] }
}
