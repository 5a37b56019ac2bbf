/** Esc closes the topmost thing that floats, and only that. */
const stack: (() => void)[] = []

function onKey(event: KeyboardEvent): void {
  if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing) return
  const top = stack[stack.length - 1]
  if (!top) return
  event.preventDefault()
  event.stopPropagation()
  top()
}

export function enter(close: () => void): void {
  if (!stack.length) window.addEventListener('keydown', onKey)
  stack.push(close)
}

export function leave(close: () => void): void {
  const at = stack.lastIndexOf(close)
  if (at >= 0) stack.splice(at, 1)
  if (!stack.length) window.removeEventListener('keydown', onKey)
}

export const anyOpen = (): boolean => stack.length > 0
