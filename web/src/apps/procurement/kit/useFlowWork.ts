import { computed, ref, shallowRef } from 'vue'
import { post, uuid } from '@/api/client'
import type { DocumentRecord, Values } from '@/api/wire'
import { documentsOf, listOpen, type DeskLine } from '@/record/openLines'

export interface Take {
  line_id: string
  quantity: string
  inputs: Values
}

/** What waits for one step of a flow, and doing it: derive the document from the lines and finish it with an action. */
export function useFlowWork<L extends DeskLine = DeskLine>(flow: string, target: string, finish: string, list: () => Promise<L[]> = () => listOpen(flow) as Promise<L[]>) {
  const lines = shallowRef<L[] | null>(null)
  const text = ref('')
  const busy = ref(false)
  const matching = computed(() => {
    const words = text.value.trim().toLowerCase().split(/\s+/).filter(Boolean)
    return (lines.value ?? []).filter((line) => words.every((word) => haystack(line).includes(word)))
  })
  /** Documents with open lines, in the order they came. */
  const documents = computed(() => {
    const groups = new Map<string, { document: DeskLine['document']; lines: L[] }>()
    for (const line of matching.value) {
      const group = groups.get(line.document.id) ?? { document: line.document, lines: [] }
      group.lines.push(line)
      groups.set(line.document.id, group)
    }
    return [...groups.values()]
  })
  const haystack = (line: DeskLine): string => [line.document.number, ...Object.values(line.document.labels), ...Object.values(line.labels), line.values.description, line.values.lot, line.values.tracking_number].join(' ').toLowerCase()

  async function load(): Promise<void> {
    lines.value = await list()
  }

  let unfinished: { wish: string; key: string; made: DocumentRecord[] } | null = null
  /**
   * Makes the documents and finishes each. The same wish sent again after a break goes on where it stopped:
   * the key of the first try makes the server answer with what it already made.
   */
  async function carryOut(takes: Take[], values: Values = {}, inputs: Values = {}): Promise<DocumentRecord[]> {
    const wish = JSON.stringify([takes, values, inputs])
    if (unfinished?.wish !== wish) unfinished = { wish, key: uuid(), made: [] }
    busy.value = true
    try {
      if (!unfinished.made.length) unfinished.made = documentsOf(await post('/derive', { flow, takes, values, inputs: {} }, { key: unfinished.key }))
      const made = unfinished.made
      while (unfinished.made.length) {
        const next = unfinished.made[0]!
        await post(`/documents/${target}/${next.id}/actions/${finish}`, { version: next.version, inputs, comment: '', confirmed: [] })
        unfinished.made = unfinished.made.slice(1)
      }
      unfinished = null
      await load()
      return made
    } finally {
      busy.value = false
    }
  }
  return { lines, text, busy, matching, documents, load, carryOut }
}

export const unitOf = (line: DeskLine): string => line.labels.unit?.split(' ')[0] ?? String(line.values.unit ?? '')
export const nameOf = (line: DeskLine): string => line.labels.item ?? String(line.values.description ?? '')
