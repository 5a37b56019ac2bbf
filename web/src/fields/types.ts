import type { Component } from 'vue'
import type { Field, Text, Values } from '@/api/wire'
import type { Language } from '@/logic/format'

export type Parsed = { ok: true; value: unknown } | { ok: false; problem: string }
export const ok = (value: unknown): Parsed => ({ ok: true, value })
export const wrong = (problem: string): Parsed => ({ ok: false, problem })

export interface TextContext {
  language: Language
  values?: Values
  label?: string
}

/** One attribute type on the client; the same word as on the server. */
export interface FieldType {
  type: string
  label: Text
  Input: Component
  Cell?: Component
  align?: 'end'
  /** What a person typed or pasted becomes a value; `problem` names a message of the catalogue. */
  parse: (text: string, field: Field) => Parsed
  /** A value as a person reads it. */
  format: (value: unknown, field: Field, context: TextContext) => string
  /** Comparisons a list filter offers, most usual first. */
  operators: string[]
}

export interface InputProps {
  field: Field
  modelValue: unknown
  values?: Values
  /** Text of the record a reference points to. */
  label?: string
  id?: string
  disabled?: boolean
  invalid?: boolean
}

export interface CellProps {
  field: Field
  value: unknown
  values?: Values
  label?: string
}

/** The value of the field named in an option, or of the field that usually holds it. */
export function sibling(field: Field, values: Values | undefined, options: string[], usual: string): unknown {
  for (const option of options) {
    const named = field.options[option]
    if (typeof named !== 'string') continue
    return values && named in values ? values[named] : /^[A-Z]{3}$/.test(named) ? named : undefined
  }
  return values?.[usual]
}
