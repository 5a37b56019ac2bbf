import { computed, ref, shallowRef, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { send } from '@/api/client'
import type { DocumentRow, RecordModel } from '@/api/wire'
import { useToasts } from '@/stores/toasts'
import { readAddress, toServer, writeAddress, type ListState } from './query'

const PAGE_SIZE = 50
const remembered = new Map<string, { rows: DocumentRow[]; hasMore: boolean }>()

/** Rows of one list. Its state lives in the address; rows seen before are shown at once while fresh ones come. */
export function useList(record: () => RecordModel) {
  const route = useRoute()
  const router = useRouter()
  const toasts = useToasts()
  const rows = shallowRef<DocumentRow[] | null>(null)
  const total = ref<number | null>(null)
  const hasMore = ref(false)
  const busy = ref(false)
  const failed = ref<unknown>(null)
  const state = computed<ListState>(() => readAddress(route.query as Record<string, string>))
  const path = computed(() => (record().kind === 'document' ? `/documents/${record().code}` : `/master/${record().code}`))
  const query = computed(() => toServer(state.value, record().list.sort, PAGE_SIZE))
  let running: AbortController | undefined

  async function load(): Promise<void> {
    running?.abort()
    running = new AbortController()
    const key = path.value + JSON.stringify(query.value)
    const before = remembered.get(key)
    if (before) (rows.value = before.rows), (hasMore.value = before.hasMore)
    busy.value = true
    failed.value = null
    try {
      const reply = await send<DocumentRow[]>('GET', path.value, { query: { ...query.value, count: true }, signal: running.signal })
      rows.value = reply.data
      total.value = reply.pagination.total ?? null
      hasMore.value = reply.pagination.has_more ?? (reply.pagination.total ?? 0) > state.value.page * PAGE_SIZE
      remembered.set(key, { rows: reply.data, hasMore: hasMore.value })
      busy.value = false
    } catch (error) {
      if (error instanceof DOMException) return
      busy.value = false
      failed.value = error
      if (rows.value) toasts.fail(error)
    }
  }

  function change(part: Partial<ListState>): void {
    const next = { ...state.value, page: 1, ...part }
    void router[part.page ? 'push' : 'replace']({ query: writeAddress(next) })
  }

  watch([path, query], ([nowPath], [oldPath] = ['', {}] as never) => {
    if (nowPath !== oldPath) (rows.value = null), (total.value = null)
    void load()
  }, { immediate: true })

  return { rows, total, hasMore, busy, failed, state, path, query, load, change, pageSize: PAGE_SIZE }
}
