/** What a form needs to know about each field right now: pure functions over (fields, values). */
import Big from 'big.js'
import type { Field, State, Values } from '@/api/wire'
import { decimal, plain, rounded } from './decimal'
import { evaluate, holds, type Scope } from './jsonlogic'

export interface FieldState {
  visible: boolean
  required: boolean
  editable: boolean
}

export const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)

export function mayEditIn(field: Field, state: State | undefined): boolean {
  if (!state) return true
  return Boolean(state.editable) || Boolean(state.editable_fields?.includes(field.name))
}

export function fieldState(field: Field, scope: Scope, state?: State): FieldState {
  return {
    visible: holds(field.visible_when, scope, true),
    required: Boolean(field.required) || holds(field.required_when, scope, false),
    editable: !field.computed && !field.read_only && mayEditIn(field, state) && holds(field.editable_when, scope, true),
  }
}

export function headerScope(values: Values, lines: Values[], extra: Scope = {}): Scope {
  return { ...extra, ...values, lines }
}

export const lineScope = (header: Scope, line: Values): Scope => ({ ...header, ...line, line })

export type Places = (step: string, currency: unknown) => number | null

/** Values with every formula evaluated; a formula the client cannot evaluate keeps the server's value. */
export function compute(fields: Field[], values: Values, scopeOf: (values: Values) => Scope, places: Places): Values {
  let result = values
  for (const field of fields) {
    if (field.formula === null || field.formula === undefined) continue
    try {
      const value = evaluate(field.formula, scopeOf(result))
      result = { ...result, [field.name]: shown(value, field, places, scopeOf(result)) }
    } catch {
      continue
    }
  }
  return result
}

function shown(value: unknown, field: Field, places: Places, scope: Scope): unknown {
  const isNumber = value instanceof Big || (typeof value === 'number' && field.type !== 'boolean')
  if (!isNumber) return value
  const exact = value instanceof Big ? value : decimal(value)!
  const digits = field.round ? places(field.round, scope.currency) : null
  return plain(digits === null ? exact : rounded(exact, digits))
}

/** Lines first, then the header over them: the order the server computes in. */
export function computeDocument(header: Field[], lineFields: Field[], values: Values, lines: Values[], extra: Scope, places: Places): { values: Values; lines: Values[] } {
  const base = headerScope(values, lines, extra)
  const done = lines.map((line) => compute(lineFields, line, (now) => lineScope(base, now), places))
  return { lines: done, values: compute(header, values, (now) => headerScope(now, done, extra), places) }
}

export function defaults(fields: Field[], scope: Scope): Values {
  const values: Values = {}
  for (const field of fields) {
    if (field.computed) continue
    let value = field.default
    if (field.default_when !== null && field.default_when !== undefined) {
      try {
        value = jsonValue(evaluate(field.default_when, { ...scope, ...values })) ?? value
      } catch {
        /* the server gives this default when it saves */
      }
    }
    if (!isEmpty(value)) values[field.name] = value
  }
  return values
}

const jsonValue = (value: unknown): unknown => (value instanceof Big ? plain(value) : value)

/** Names of required fields that are visible and empty. */
export function missing(fields: Field[], values: Values, scope: Scope, state?: State): string[] {
  return fields
    .filter((field) => {
      const now = fieldState(field, scope, state)
      return now.visible && now.required && now.editable && isEmpty(values[field.name])
    })
    .map((field) => field.name)
}

/** Only what differs; null for what was emptied. */
export function changed(before: Values, after: Values): Values {
  const result: Values = {}
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [old, now] = [normal(before[name]), normal(after[name])]
    if (JSON.stringify(old) !== JSON.stringify(now)) result[name] = now
  }
  return result
}

const normal = (value: unknown): unknown => (value === undefined || value === '' ? null : value)
