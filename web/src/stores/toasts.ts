import { defineStore } from 'pinia'
import { ref } from 'vue'
import { isOffline, sentence } from '@/api/errors'

export interface Toast {
  id: number
  kind: 'done' | 'error' | 'info'
  text: string
  actionLabel?: string
  action?: () => void | Promise<void>
}

/** Short messages at the edge of the screen; one may carry an action such as undo. */
export const useToasts = defineStore('toasts', () => {
  const toasts = ref<Toast[]>([])
  let next = 1

  function show(kind: Toast['kind'], text: string, extra: Partial<Toast> = {}): void {
    const id = next++
    if (toasts.value.some((toast) => toast.text === text && toast.kind === kind)) return
    // What could be undone before this is no longer the last thing done, and what failed has now worked.
    const before = toasts.value.filter((toast) => !toast.action && !(kind === 'done' && toast.kind === 'error'))
    toasts.value = [...before.slice(-3), { id, kind, text, ...extra }]
    setTimeout(() => close(id), kind === 'error' ? 9000 : extra.action ? 7000 : 3500)
  }
  const close = (id: number): void => void (toasts.value = toasts.value.filter((toast) => toast.id !== id))
  const done = (text: string, extra: Partial<Toast> = {}): void => show('done', text, extra)
  const fail = (error: unknown): void => show(isOffline(error) ? 'info' : 'error', sentence(error))

  return { toasts, show, done, fail, close }
})
