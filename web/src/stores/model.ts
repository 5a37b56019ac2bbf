import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { send } from '@/api/client'
import { ApiError } from '@/api/errors'
import { normaliseModel, type Model } from '@/api/normalise'
import type { RecordModel, State } from '@/api/wire'

const FRESH_MS = 5_000

/** The compiled model everything is drawn from. Asked again (ETag) when older than a few seconds. */
export const useModel = defineStore('model', () => {
  const model = shallowRef<Model | null>(null)
  let etag = ''
  let asked = 0

  async function load(force = false): Promise<void> {
    if (model.value && !force && Date.now() - asked < FRESH_MS) return
    asked = Date.now()
    try {
      const reply = await send<Record<string, unknown>>('GET', '/model', { headers: etag ? { 'If-None-Match': etag } : {} })
      etag = reply.response.headers.get('etag') ?? ''
      model.value = normaliseModel(reply.data)
    } catch (error) {
      if (error instanceof ApiError && error.status === 304) return
      if (!model.value) throw error
    }
  }

  function clear(): void {
    model.value = null
    etag = ''
  }

  const navigation = computed(() => model.value?.navigation ?? [])
  const record = (code: string): RecordModel | undefined => model.value?.records[code]
  const documents = computed(() => Object.values(model.value?.records ?? {}).filter((one) => one.kind === 'document'))
  const entities = computed(() => Object.values(model.value?.records ?? {}).filter((one) => one.kind === 'entity'))
  const stateOf = (code: string, state: unknown): State | undefined => record(code)?.workflow.states.find((one) => one.state === state)
  const lineStateOf = (code: string, state: unknown): State | undefined => record(code)?.line_workflow?.states.find((one) => one.state === state)
  const processOf = (code: string) => model.value?.processes.find((one) => one.document === code)
  const setting = (name: string): unknown => model.value?.settings[name]

  return { model, load, clear, navigation, record, documents, entities, stateOf, lineStateOf, processOf, setting }
})
