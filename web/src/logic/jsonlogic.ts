/** JSONLogic on the client: what is visible, required, computed. The server decides; this only shows it early. */
import Big from 'big.js'
import { decimal, rounded } from './decimal'
import { addDays } from './format'

export type Scope = Record<string, unknown>
type Operation = (args: unknown[], scope: Scope, raw: unknown[]) => unknown

export class UnknownOperation extends Error {}

/** The record behind a reference is not here: only the server can know. */
export class UnknownRecord extends Error {}

export function evaluate(logic: unknown, scope: Scope): unknown {
  if (Array.isArray(logic)) return logic.map((entry) => evaluate(entry, scope))
  if (logic === null || typeof logic !== 'object') return logic
  const entries = Object.entries(logic as object)
  if (entries.length !== 1) return logic
  const [name, given] = entries[0]!
  const raw = Array.isArray(given) ? given : [given]
  const lazy = LAZY[name]
  if (lazy) return lazy(raw, scope, raw)
  const operation = EAGER[name]
  if (!operation) throw new UnknownOperation(name)
  return operation(raw.map((entry) => evaluate(entry, scope)), scope, raw)
}

export function truthy(value: unknown): boolean {
  if (value instanceof Big) return !value.eq(0)
  if (Array.isArray(value)) return value.length > 0
  // A decimal travels as text: zero is zero in any spelling.
  return typeof value === 'string' ? value !== '' && !/^-?0+(\.0+)?$/.test(value) : Boolean(value)
}

/** Truth of a condition; `otherwise` when the client cannot know (unknown operation). */
export function holds(logic: unknown, scope: Scope, otherwise = true): boolean {
  if (logic === null || logic === undefined) return otherwise
  try {
    return truthy(evaluate(logic, scope))
  } catch {
    return otherwise
  }
}

/** Value at `a.b.0.c`. A path deeper than a reference reads the record in `$records`; where it is missing, nobody guesses. */
export function lookup(scope: unknown, path: string): unknown {
  if (path === '') return scope
  const known = (scope as Scope | null)?.$records as Record<string, Scope> | undefined
  let value: unknown = scope
  for (const part of path.split('.')) {
    if (typeof value === 'string' && value !== '') {
      if (!known?.[value]) throw new UnknownRecord(path)
      value = known[value]
    }
    if (value === null || value === undefined || typeof value !== 'object') return null
    value = (value as Scope)[part]
  }
  return value ?? null
}

const number = (value: unknown): Big => {
  const parsed = value instanceof Big ? value : decimal(value)
  if (parsed === null) throw new Error('not a number')
  return parsed
}
const numeric = (value: unknown): boolean => value instanceof Big || (typeof value !== 'string' ? typeof value === 'number' : decimal(value) !== null)

function same(a: unknown, b: unknown): boolean {
  if (a === null || a === undefined || b === null || b === undefined) return (a ?? null) === (b ?? null)
  if (numeric(a) && numeric(b)) return number(a).eq(number(b))
  return a === b
}

function order(a: unknown, b: unknown): number | null {
  if (a === null || a === undefined || b === null || b === undefined) return null
  if (numeric(a) && numeric(b)) return number(a).cmp(number(b))
  const [x, y] = [String(a), String(b)]
  return x < y ? -1 : x > y ? 1 : 0
}

function chain(args: unknown[], test: (n: number) => boolean): boolean {
  return args.slice(1).every((value, at) => {
    const n = order(args[at], value)
    return n !== null && test(n)
  })
}

/** Null makes arithmetic null, as in SQL. */
function arithmetic(args: unknown[], combine: (a: Big, b: Big) => Big): Big | null {
  if (args.some((value) => value === null || value === undefined || value === '')) return null
  return args.map(number).reduce(combine)
}

const items = (raw: unknown, scope: Scope): unknown[] => {
  const value = evaluate(raw, scope)
  return Array.isArray(value) ? value : []
}
const inside = (entry: unknown, scope: Scope): Scope =>
  entry && typeof entry === 'object' ? { ...scope, ...(entry as Scope), line: entry } : { ...scope, '': entry }

/** A month later never leaves the month: the 31st becomes the last day of a shorter one. */
function shift(start: string, amount: number, unit: string): string {
  if (unit === 'days' || unit === 'weeks') return addDays(start, amount * (unit === 'weeks' ? 7 : 1))
  if (unit !== 'months' && unit !== 'years') throw new UnknownOperation(`date_add ${unit}`)
  const [year, month, date] = start.split('-').map(Number) as [number, number, number]
  const months = year * 12 + month - 1 + amount * (unit === 'years' ? 12 : 1)
  const last = new Date(Math.floor(months / 12), (months % 12) + 1, 0).getDate()
  const pad = (n: number): string => String(n).padStart(2, '0')
  return `${Math.floor(months / 12)}-${pad((months % 12) + 1)}-${pad(Math.min(date, last))}`
}

const day = (value: unknown): string => String(value ?? '').slice(0, 10)

const LAZY: Record<string, Operation> = {
  var: (raw, scope) => {
    const path = String(evaluate(raw[0], scope) ?? '')
    const value = path === '' && '' in scope ? scope[''] : lookup(scope, path)
    return value ?? (raw.length > 1 ? evaluate(raw[1], scope) : null)
  },
  '?:': (raw, scope) => LAZY.if!(raw, scope, raw),
  if: (raw, scope) => {
    for (let i = 0; i + 1 < raw.length; i += 2) if (truthy(evaluate(raw[i], scope))) return evaluate(raw[i + 1], scope)
    return raw.length % 2 ? evaluate(raw[raw.length - 1], scope) : null
  },
  and: (raw, scope) => {
    let value: unknown = true
    for (const entry of raw) if (!truthy((value = evaluate(entry, scope)))) return value
    return value
  },
  or: (raw, scope) => {
    let value: unknown = false
    for (const entry of raw) if (truthy((value = evaluate(entry, scope)))) return value
    return value
  },
  map: (raw, scope) => items(raw[0], scope).map((entry) => evaluate(raw[1], inside(entry, scope))),
  filter: (raw, scope) => items(raw[0], scope).filter((entry) => truthy(evaluate(raw[1], inside(entry, scope)))),
  all: (raw, scope) => {
    const list = items(raw[0], scope)
    return list.length > 0 && list.every((entry) => truthy(evaluate(raw[1], inside(entry, scope))))
  },
  some: (raw, scope) => items(raw[0], scope).some((entry) => truthy(evaluate(raw[1], inside(entry, scope)))),
  any: (raw, scope) => LAZY.some!(raw, scope, raw),
  none: (raw, scope) => !LAZY.some!(raw, scope, raw),
  sum: (raw, scope) =>
    items(raw[0], scope).reduce<Big>((sum, entry) => {
      const value = raw.length > 1 ? evaluate(raw[1], inside(entry, scope)) : entry
      return value === null || value === undefined || value === '' ? sum : sum.plus(number(value))
    }, new Big(0)),
  count: (raw, scope) => (raw.length > 1 ? (LAZY.filter!(raw, scope, raw) as unknown[]) : items(raw[0], scope)).length,
  reduce: (raw, scope) =>
    items(raw[0], scope).reduce((accumulator, current) => evaluate(raw[1], { ...scope, accumulator, current }), evaluate(raw[2], scope)),
  missing: (raw, scope) => raw.flat().filter((path) => [null, undefined, ''].includes(lookup(scope, String(path)) as null)),
}

const EAGER: Record<string, Operation> = {
  '==': ([a, b]) => same(a, b),
  '===': ([a, b]) => same(a, b),
  '!=': ([a, b]) => !same(a, b),
  '!==': ([a, b]) => !same(a, b),
  '!': ([a]) => !truthy(a),
  '!!': ([a]) => truthy(a),
  '<': (args) => chain(args, (n) => n < 0),
  '<=': (args) => chain(args, (n) => n <= 0),
  '>': (args) => chain(args, (n) => n > 0),
  '>=': (args) => chain(args, (n) => n >= 0),
  '+': (args) => arithmetic(args, (a, b) => a.plus(b)),
  '-': (args) => (args.length === 1 ? arithmetic(args, (a) => a)?.neg() ?? null : arithmetic(args, (a, b) => a.minus(b))),
  '*': (args) => arithmetic(args, (a, b) => a.times(b)),
  '/': (args) => (decimal(args[1])?.eq(0) ? null : arithmetic(args, (a, b) => a.div(b))),
  '%': (args) => (decimal(args[1])?.eq(0) ? null : arithmetic(args, (a, b) => a.mod(b))),
  min: (args) => pick(args, (n) => n < 0),
  max: (args) => pick(args, (n) => n > 0),
  abs: ([a]) => (a === null || a === undefined ? null : number(a).abs()),
  round: ([a, places = 0]) => (a === null || a === undefined ? null : rounded(number(a), Number(places))),
  in: ([a, b]) => (Array.isArray(b) ? b.some((entry) => same(a, entry)) : typeof b === 'string' && b.includes(String(a))),
  cat: (args) => args.map((value) => (value === null || value === undefined ? '' : String(value))).join(''),
  coalesce: (args) => args.find((value) => value !== null && value !== undefined) ?? null,
  length: ([a]) => (Array.isArray(a) || typeof a === 'string' ? a.length : 0),
  merge: (args) => args.flat(),
  substr: ([text, from, size]) => {
    const rest = String(text ?? '').slice(Number(from))
    return size === undefined ? rest : rest.slice(0, Number(size) < 0 ? Number(size) : Number(size))
  },
  lower: ([a]) => String(a ?? '').toLowerCase(),
  upper: ([a]) => String(a ?? '').toUpperCase(),
  contains: ([list, a]) => (Array.isArray(list) ? list.some((entry) => same(a, entry)) : typeof list === 'string' && list.includes(String(a))),
  starts_with: ([text, start]) => String(text ?? '').startsWith(String(start ?? '')),
  decimal: ([a]) => (a === null || a === undefined ? null : number(a)),
  date: ([a]) => (a ? day(a) : null),
  id: ([a]) => a ?? null,
  date_add: ([date, amount, unit = 'days']) => (date && amount !== null && amount !== undefined ? shift(day(date), Number(number(amount).toFixed()), String(unit)) : null),
  days_between: ([a, b]) => (a && b ? Math.round((Date.parse(day(b)) - Date.parse(day(a))) / 86_400_000) : null),
}

function pick(args: unknown[], better: (n: number) => boolean): unknown {
  const known = args.flat().filter((value) => value !== null && value !== undefined)
  return known.length ? known.reduce((best, value) => (better(order(value, best) ?? 0) ? value : best)) : null
}
