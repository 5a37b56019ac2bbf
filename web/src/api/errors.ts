import type { FieldProblem } from './wire'

/** An answer of the server that says no: stable code, sentence in the user's language, facts. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly details: Record<string, unknown> = {},
  ) {
    super(message)
  }

  get problems(): FieldProblem[] {
    const raw = this.details.problems
    return Array.isArray(raw) ? (raw as FieldProblem[]) : []
  }

  get warnings(): { code: string; message: string; path?: string }[] {
    const raw = this.details.warnings ?? this.details.problems
    return Array.isArray(raw) ? (raw as { code: string; message: string }[]) : []
  }
}

export const isConflict = (error: unknown): error is ApiError => error instanceof ApiError && error.code === 'VERSION_CONFLICT'

export const isWarning = (error: unknown): error is ApiError =>
  error instanceof ApiError && ['WARNING_NOT_CONFIRMED', 'NEEDS_CONFIRMATION'].includes(error.code)

/** No answer came at all: offline, server restarting. */
export const isOffline = (error: unknown): boolean => error instanceof ApiError && error.status === 0

export const sentence = (error: unknown): string => (error instanceof Error ? error.message : String(error))
