/** Exact decimals. Text in, text out; never a binary float in between. */
import Big from 'big.js'

Big.DP = 20
Big.RM = Big.roundHalfUp
Big.NE = -40
Big.PE = 40

export type Decimal = Big

/** The number meant by `raw`, or null when it is none. Full-width digits and grouping commas of an Excel paste are read too. */
export function decimal(raw: unknown): Big | null {
  if (raw === null || raw === undefined || raw === '' || typeof raw === 'boolean') return null
  const text = String(raw).replace(/[０-９．－，]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0)).replace(/[,\s_]/g, '')
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return null
  try {
    return new Big(text.replace(/^\+/, ''))
  } catch {
    return null
  }
}

export const plain = (value: Big): string => value.toFixed()
export const zero = new Big(0)

export function add(values: Iterable<unknown>): Big {
  let sum = zero
  for (const value of values) sum = sum.plus(decimal(value) ?? zero)
  return sum
}

export function compare(a: unknown, b: unknown): number {
  return (decimal(a) ?? zero).cmp(decimal(b) ?? zero)
}

export function rounded(value: Big, places: number, mode = 'half_up'): Big {
  const modes: Record<string, Big.RoundingMode> = { half_up: 1, half_even: 2, down: 0, up: 3 }
  return value.round(places, modes[mode] ?? 1)
}
