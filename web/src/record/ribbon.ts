import type { Process, ProcessStep } from '@/api/wire'
import { holds } from '@/logic/jsonlogic'

export interface RibbonStep extends ProcessStep {
  kind: 'done' | 'here' | 'ahead'
  /** Lines standing at this step. */
  here: number
}

/** Where the lines of a document stand (R13). A step is done when no line is at it or before it any more and some line is beyond. */
export function stepsOf(process: Process, states: (string | null)[], values: Record<string, unknown>[] = []): RibbonStep[] {
  const at = process.steps.map((step) => states.filter((state) => state !== null && step.states.includes(state)).length)
  const first = at.findIndex((count) => count > 0)
  const last = at.length - 1 - [...at].reverse().findIndex((count) => count > 0)
  const finished = first === -1 ? -1 : first
  return process.steps.map((step, n) => {
    if (step.done_when) return beside(step, values)
    const isEnd = at[n]! > 0 && n === last && first === last && process.steps.slice(n + 1).every((later) => later.states.length === 0 || later.done_when) && n > 0
    const kind = at[n]! > 0 && !isEnd ? 'here' : isEnd || n < finished ? 'done' : 'ahead'
    return { ...step, kind, here: at[n]! }
  })
}

/** A step that does not wait for its turn: done once every line has passed it. */
function beside(step: ProcessStep, values: Record<string, unknown>[]): RibbonStep {
  const passed = values.filter((line) => holds(step.done_when, { line }, false)).length
  const kind = passed === 0 ? 'ahead' : passed === values.length ? 'done' : 'here'
  return { ...step, kind, here: kind === 'here' ? passed : 0 }
}
