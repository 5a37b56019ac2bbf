import { computed, onBeforeUnmount, ref, watch } from 'vue'
import type { Values } from '@/api/wire'
import { debounce } from '@/kit/debounce'
import { dropDraft, keepDraft, readDraft, type Draft } from '@/logic/drafts'
import type { EditLine } from './lines'
import type { OpenRecord } from './useRecord'

interface Content {
  values: Values
  labels: Record<string, string>
  lines: EditLine[]
}

/** Keeps unsaved work of one record in the browser every two seconds and offers it back next time. */
export function useDraft(open: OpenRecord, id: () => string | null) {
  const key = computed(() => `${open.record.code}/${id() ?? 'new'}`)
  const found = ref<Draft<Content> | null>(null)
  const keep = debounce(() => {
    if (open.dirty.value) keepDraft<Content>(key.value, open.server.value?.version ?? null, { values: open.values.value, labels: open.labels.value, lines: open.lines.value })
    else if (!found.value) dropDraft(key.value)
  }, 2000)
  const look = (): void => {
    found.value = readDraft<Content>(key.value)
  }
  watch(key, look, { immediate: true })
  watch([open.values, open.lines], () => keep(), { deep: true })
  onBeforeUnmount(keep.flush)

  function restore(): void {
    const content = found.value?.content
    found.value = null
    if (!content) return
    open.values.value = content.values
    open.labels.value = content.labels
    open.lines.value = content.lines
  }
  function discard(): void {
    keep.cancel()
    dropDraft(key.value)
    found.value = null
  }
  return { found, restore, discard }
}
