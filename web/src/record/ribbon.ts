import type { Process, ProcessStep } from '@/api/wire'

export interface RibbonStep extends ProcessStep {
  kind: 'done' | 'here' | 'ahead'
  /** Lines standing at this step. */
  here: number
}

/** Where the lines of a document stand (R13). A step is done when no line is at it or before it any more and some line is beyond. */
export function stepsOf(process: Process, states: (string | null)[]): RibbonStep[] {
  const at = process.steps.map((step) => states.filter((state) => state !== null && step.states.includes(state)).length)
  const first = at.findIndex((count) => count > 0)
  const last = at.length - 1 - [...at].reverse().findIndex((count) => count > 0)
  const finished = first === -1 ? -1 : first
  return process.steps.map((step, n) => {
    const isEnd = at[n]! > 0 && n === last && first === last && process.steps.slice(n + 1).every((later) => later.states.length === 0) && n > 0
    const kind = at[n]! > 0 && !isEnd ? 'here' : isEnd || n < finished ? 'done' : 'ahead'
    return { ...step, kind, here: at[n]! }
  })
}
