import { placesOf } from './format'
import type { Places } from './fields'

interface Rule {
  step: string
  places: number
  currency?: string | null
  document_type?: string | null
}

/** Decimals of a rounding step, by the tenant's rules; the currency's own decimals where no rule speaks. */
export function placesBy(rules: unknown, type: string): Places {
  const known = Array.isArray(rules) ? (rules as Rule[]) : []
  return (step, currency) => {
    const fits = known.filter((rule) => rule.step === step && (rule.currency ?? currency) === currency && (rule.document_type ?? type) === type)
    const best = fits.sort((a, b) => weight(b) - weight(a))[0]
    if (best) return best.places
    return ['line_amount', 'tax', 'total'].includes(step) ? placesOf(currency) : null
  }
}

const weight = (rule: Rule): number => (rule.document_type ? 2 : 0) + (rule.currency ? 1 : 0)
