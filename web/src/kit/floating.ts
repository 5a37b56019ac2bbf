import { nextTick, onBeforeUnmount, reactive, watch, type Ref } from 'vue'

/** Position of a small panel below (or above) its anchor, inside the window; follows scrolling. */
export function useFloating(open: Ref<boolean>, anchor: Ref<HTMLElement | undefined>, panel: Ref<HTMLElement | undefined>, width?: number) {
  const style = reactive<Record<string, string>>({ position: 'fixed', left: '0px', top: '0px', minWidth: '0px' })

  function place(): void {
    if (!anchor.value) return
    const box = anchor.value.getBoundingClientRect()
    const size = panel.value?.getBoundingClientRect()
    const height = size?.height ?? 0
    const below = window.innerHeight - box.bottom > height + 12 || box.top < height + 12
    const wide = Math.max(width ?? 0, size?.width ?? 0, box.width)
    style.minWidth = `${width ?? box.width}px`
    style.left = `${Math.max(8, Math.min(box.left, window.innerWidth - wide - 8))}px`
    style.top = below ? `${box.bottom + 4}px` : `${box.top - height - 4}px`
  }

  async function start(): Promise<void> {
    place()
    await nextTick()
    place()
    window.addEventListener('scroll', place, true)
    window.addEventListener('resize', place)
  }
  function stop(): void {
    window.removeEventListener('scroll', place, true)
    window.removeEventListener('resize', place)
  }
  watch(open, (now) => (now ? void start() : stop()))
  onBeforeUnmount(stop)
  return { style, place }
}
