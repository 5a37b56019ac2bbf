import { add, decimal, plain, zero } from '@/logic/decimal'

export interface Budget {
  id: string
  code: string
  name: string
  currency: string
  budget: string
  committed: string
  actual: string
  requested: string
  left: string
}

type Raw = Record<string, any>

/** A project with what was spent and promised; `left` may be negative. Pure. */
export function readBudget(row: Raw, spent: Raw): Budget {
  const pick = (...names: string[]): string => String(names.map((name) => spent[name] ?? row[name]).find((value) => value !== undefined && value !== null) ?? '0')
  const [budget, committed, actual] = [pick('budget', 'total_budget', 'budget_amount'), pick('committed', 'commitment', 'committed_amount'), pick('actual', 'actuals', 'expenditure', 'spent')]
  const requested = pick('requested')
  const left = plain(decimal(spent.available) ?? (decimal(budget) ?? zero).minus(add([requested, committed, actual])))
  return { id: String(row.id), code: String(row.code ?? ''), name: String(row.name ?? ''), currency: String(spent.currency ?? row.currency ?? ''), budget, requested, committed, actual, left }
}

export type Left = Pick<Budget, 'budget' | 'currency' | 'left'>

/** What is left of a budget; null for a project without one. */
export function readLeft(spent: Raw): Left | null {
  if (decimal(spent.available) === null) return null
  return { budget: String(spent.budget), currency: String(spent.currency ?? ''), left: String(spent.available) }
}

/** Widths of the bar in percent; an overspent budget fills it. */
export function shares(one: Pick<Budget, 'budget' | 'actual' | 'committed'>): { actual: number; committed: number } {
  const [budget, actual, committed] = [decimal(one.budget) ?? zero, decimal(one.actual) ?? zero, decimal(one.committed) ?? zero]
  const used = actual.plus(committed)
  const whole = used.gt(budget) ? used : budget
  if (whole.lte(0)) return { actual: 0, committed: 0 }
  return { actual: Number(actual.div(whole).times(100).toFixed(1)), committed: Number(committed.div(whole).times(100).toFixed(1)) }
}
