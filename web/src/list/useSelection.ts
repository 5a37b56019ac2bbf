import { computed, ref, watch, type Ref } from 'vue'

/** Which rows are ticked, on this page and on others, and which one the keyboard stands on. */
export function useSelection<T extends { id: string }>(rows: Ref<T[] | null>, open: (row: T) => void) {
  const chosen = ref(new Set<string>())
  const at = ref(-1)
  let anchor = -1

  const all = computed(() => Boolean(rows.value?.length) && rows.value!.every((row) => chosen.value.has(row.id)))
  const seen = new Map<string, T>()
  watch(rows, (now) => now?.forEach((row) => seen.set(row.id, row)), { immediate: true, flush: 'sync' })
  const chosenRows = computed(() => {
    const here = new Map((rows.value ?? []).map((row) => [row.id, row]))
    return [...chosen.value].map((id) => here.get(id) ?? seen.get(id)).filter((row) => row !== undefined)
  })

  function toggle(n: number, range = false): void {
    const list = rows.value ?? []
    const row = list[n]
    if (!row) return
    const next = new Set(chosen.value)
    const on = !next.has(row.id)
    const [from, to] = range && anchor >= 0 ? [Math.min(anchor, n), Math.max(anchor, n)] : [n, n]
    for (const one of list.slice(from, to + 1)) on ? next.add(one.id) : next.delete(one.id)
    anchor = n
    chosen.value = next
  }
  function toggleAll(): void {
    const [next, off] = [new Set(chosen.value), all.value]
    for (const row of rows.value ?? []) off ? next.delete(row.id) : next.add(row.id)
    chosen.value = next
  }
  /** Forgets what is ticked on other pages: after an action those rows may have changed. */
  function keepShown(): void {
    chosen.value = new Set((rows.value ?? []).map((row) => row.id).filter((id) => chosen.value.has(id)))
  }
  const clear = (): void => void (chosen.value = new Set())

  function key(event: KeyboardEvent): void {
    const target = event.target as HTMLElement
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || event.ctrlKey || event.metaKey || event.altKey) return
    const count = rows.value?.length ?? 0
    const moves: Record<string, number> = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }
    if (event.key in moves && count) {
      event.preventDefault()
      at.value = Math.max(0, Math.min(count - 1, at.value + moves[event.key]!))
      document.querySelector(`[data-row="${at.value}"]`)?.scrollIntoView({ block: 'nearest' })
    } else if (event.key === 'x' && at.value >= 0) toggle(at.value, event.shiftKey)
    else if (event.key === 'Enter' && at.value >= 0 && target.tagName !== 'BUTTON' && target.tagName !== 'A') open(rows.value![at.value]!)
    else if (event.key === 'Escape' && chosen.value.size) clear()
  }

  return { chosen, chosenRows, at, all, toggle, toggleAll, keepShown, clear, key }
}
