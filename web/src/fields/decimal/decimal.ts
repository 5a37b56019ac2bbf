import type { Field } from '@/api/wire'
import { decimal, plain } from '@/logic/decimal'
import { ok, wrong, type Parsed } from '../types'

/** A typed number as exact text; `=12*3.5` and `12*3.5` are worked out, as people of spreadsheets expect. */
export function parseDecimal(typed: string, field: Field, places?: number): Parsed {
  const text = typed.trim()
  if (text === '') return ok(null)
  const value = decimal(text) ?? product(text)
  if (value === null) return wrong('problem.not_a_number')
  const most = Number(field.options.places ?? field.options.scale ?? field.options.decimals ?? places ?? NaN)
  if (!Number.isNaN(most) && !value.round(most, 0).eq(value)) return wrong('problem.too_many_decimals')
  const [least, top] = [decimal(field.options.minimum), decimal(field.options.maximum)]
  if (least && value.lt(least)) return wrong('problem.too_small')
  if (top && value.gt(top)) return wrong('problem.too_large')
  return ok(plain(value))
}

function product(text: string) {
  const parts = text.replace(/^=/, '').split(/\s*[*×]\s*/)
  if (parts.length < 2) return null
  const factors = parts.map(decimal)
  return factors.some((factor) => factor === null) ? null : factors.reduce((a, b) => a!.times(b!))
}
