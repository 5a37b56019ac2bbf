/** Calls `work` once, `wait` milliseconds after the last call. */
export function debounce<A extends unknown[]>(work: (...args: A) => void, wait: number): ((...args: A) => void) & { flush: () => void; cancel: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined
  let last: A | undefined
  const run = (): void => {
    timer = undefined
    if (last) work(...last)
  }
  const later = (...args: A): void => {
    last = args
    clearTimeout(timer)
    timer = setTimeout(run, wait)
  }
  const cancel = (): void => {
    clearTimeout(timer)
    timer = undefined
  }
  return Object.assign(later, { cancel, flush: () => timer !== undefined && (cancel(), run()) })
}

export function saveFile(blob: Blob, name: string): void {
  const link = Object.assign(document.createElement('a'), { href: URL.createObjectURL(blob), download: name })
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 30_000)
}
