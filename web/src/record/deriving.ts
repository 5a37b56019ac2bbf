/** Lines of one record that a flow may still take from. Pure. */
import type { Flow, FlowDone } from '@/api/wire'
import { compare, decimal, plain, zero } from '@/logic/decimal'

interface Source {
  key: string
  id: string | null
  state: string | null
  values: Record<string, unknown>
  flows: Record<string, FlowDone>
}

/** What is left of a line for a flow: the server's figure when it gives one, else quantity minus what flowed. */
export function openQuantity(flow: Flow, line: Pick<Source, 'values' | 'flows'>): string {
  const done = line.flows[flow.flow]
  if (done?.open !== undefined && done.open !== null) return done.open
  const whole = decimal(line.values.quantity) ?? zero
  return plain(whole.minus(decimal(done?.quantity) ?? zero))
}

export function openLines<T extends Source>(flow: Flow, lines: T[]): T[] {
  // A flow that names no states is the engine's own bookkeeping (shares): nobody starts it by hand.
  const states = flow.source_states ?? []
  return lines.filter((line) => line.id !== null && states.includes(String(line.state)) && compare(openQuantity(flow, line), 0) > 0)
}
