/** Moving about and pasting in a grid of cells. Pure. */
export interface Place {
  row: number
  column: number
}

export interface Size {
  rows: number
  columns: number
}

const clamp = (n: number, most: number): number => Math.max(0, Math.min(most - 1, n))

/** Where a key leads; `null` when it leaves the grid (Tab past an end), `'grow'` when it asks for a new row. */
export function moved(at: Place, key: string, shift: boolean, size: Size): Place | null | 'grow' {
  const { row, column } = at
  switch (key) {
    case 'ArrowUp': return { row: clamp(row - 1, size.rows), column }
    case 'ArrowDown': return { row: clamp(row + 1, size.rows), column }
    case 'ArrowLeft': return { row, column: clamp(column - 1, size.columns) }
    case 'ArrowRight': return { row, column: clamp(column + 1, size.columns) }
    case 'Home': return { row, column: 0 }
    case 'End': return { row, column: size.columns - 1 }
    case 'Enter': return shift ? { row: clamp(row - 1, size.rows), column } : row + 1 < size.rows ? { row: row + 1, column } : 'grow'
    case 'Tab': return tabbed(at, shift, size)
    default: return at
  }
}

function tabbed({ row, column }: Place, shift: boolean, size: Size): Place | null | 'grow' {
  const n = row * size.columns + column + (shift ? -1 : 1)
  if (n < 0) return null
  if (n >= size.rows * size.columns) return 'grow'
  return { row: Math.floor(n / size.columns), column: n % size.columns }
}

/** Cells of what Excel, Numbers or Google Sheets put on the clipboard; quoted cells may hold tabs and line breaks. */
export function readClipboard(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  let cell = ''
  let quoted = false
  const source = text.replace(/\r\n?/g, '\n').replace(/\n$/, '')
  for (let i = 0; i < source.length; i++) {
    const c = source[i]!
    if (quoted) {
      if (c === '"' && source[i + 1] === '"') (cell += '"'), i++
      else if (c === '"') quoted = false
      else cell += c
    } else if (c === '"' && cell === '') quoted = true
    else if (c === '\t') row.push(cell), (cell = '')
    else if (c === '\n') row.push(cell), rows.push(row), (row = []), (cell = '')
    else cell += c
  }
  row.push(cell)
  rows.push(row)
  return rows
}

export const writeClipboard = (rows: string[][]): string =>
  rows.map((row) => row.map((cell) => (/[\t\n"]/.test(cell) ? `"${cell.replace(/"/g, '""')}"` : cell)).join('\t')).join('\n')
