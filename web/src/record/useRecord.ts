import { computed, reactive, ref, shallowRef, watch } from 'vue'
import { patch, post, remove } from '@/api/client'
import { ApiError, isConflict, isWarning } from '@/api/errors'
import type { Actions, DocumentRecord, RecordModel, Values } from '@/api/wire'
import { words } from '@/i18n'
import { changed, computeDocument, defaults, lineScope, headerScope, missing } from '@/logic/fields'
import type { Scope } from '@/logic/jsonlogic'
import { placesBy } from '@/logic/rounding'
import { useModel } from '@/stores/model'
import { useSession } from '@/stores/session'
import { fetchActions, fetchRecord, forget, pathOf } from './cache'
import { defaultsOver, loadKnown } from './known'
import { blankLine, editLine, isBlank, linePayload, placeOf, type EditLine } from './lines'
import { conflicts, rebase, type Conflict } from './merge'

export interface Asked {
  warnings: { code: string; message: string }[]
  again: (confirmed: string[]) => Promise<void>
}

/** One document open for reading and editing: the server's record, this person's edits, and what may be done. */
export function useRecord(record: RecordModel, id: () => string | null) {
  const model = useModel()
  const session = useSession()
  const server = shallowRef<DocumentRecord | null>(null)
  const actions = shallowRef<Actions>({ header: [], lines: {} })
  const values = ref<Values>({})
  const labels = ref<Record<string, string>>({})
  const lines = ref<EditLine[]>([])
  const problems = reactive(new Map<string, string>())
  const busy = ref(false)
  const failed = shallowRef<unknown>(null)
  const asked = shallowRef<Asked | null>(null)
  const conflict = shallowRef<{ list: Conflict[]; theirs: DocumentRecord } | null>(null)
  /** Records behind references chosen here, so that defaults may read `line.item.unit`. */
  const known = reactive<Record<string, Values>>({})

  const isNew = computed(() => id() === null)
  const state = computed(() => record.workflow.states.find((one) => one.state === (server.value?.state ?? record.workflow.initial)))
  const lineStateOf = (line: EditLine) => record.line_workflow?.states.find((one) => one.state === (line.state ?? record.line_workflow?.initial))
  const extra = computed<Scope>(() => ({
    ...session.scope, $records: known, today: session.today(), now: new Date().toISOString(), settings: model.model?.settings ?? {},
    state: server.value?.state ?? record.workflow.initial, number: server.value?.number ?? null, id: server.value?.id ?? null,
  }))
  const places = computed(() => placesBy(model.setting('rounding'), record.code))
  /** While nothing is edited the server's own figures stand. */
  const shown = computed(() => (dirty.value ? computeDocument(record.header, record.lines, values.value, lines.value.map(scoped), extra.value, places.value) : { values: values.value, lines: lines.value.map(scoped) }))
  const scope = computed(() => headerScope(shown.value.values, shown.value.lines, extra.value))
  const scopeOf = (at: number): Scope => lineScope(scope.value, shown.value.lines[at] ?? {})
  const lineDefaults = computed(() => defaults(record.lines, lineScope(headerScope(values.value, [], extra.value), {})))
  const filled = computed(() => lines.value.filter((line) => !isBlank(line, record.lines, lineDefaults.value)))
  const headerChanges = computed(() => changed(server.value?.values ?? {}, values.value))
  const dirty = computed(() => {
    if (isNew.value) return Object.keys(changed(initial.value, values.value)).length > 0 || filled.value.length > 0
    const payload = linePayload(record.lines, server.value?.lines ?? [], lines.value, lineDefaults.value)
    return Object.keys(writable(headerChanges.value)).length > 0 || payload.lines.length > 0 || payload.removed.length > 0
  })
  const initial = ref<Values>({})

  function scoped(line: EditLine): Values {
    return { ...line.values, state: line.state ?? record.line_workflow?.initial, id: line.id, line_no: line.line_no, flow: line.flows }
  }
  const writable = (all: Values): Values => Object.fromEntries(Object.entries(all).filter(([name]) => record.header.some((field) => field.name === name && !field.computed)))

  function show(document: DocumentRecord): void {
    server.value = document
    values.value = { ...document.values }
    labels.value = { ...document.labels }
    lines.value = (document.lines ?? []).map(editLine)
    problems.clear()
    if (state.value?.editable) void loadKnown(record, values.value, lines.value.map((line) => line.values), known)
  }
  function startNew(preset: Values = {}): void {
    const user = session.me?.user
    values.value = { ...defaults(record.header, { ...extra.value, ...preset }), ...preset }
    initial.value = { ...values.value }
    for (const field of record.header) if (user && values.value[field.name] === user.id) labels.value[field.name] = user.name
    lines.value = record.lines.length ? [blankLine({ ...lineDefaults.value })] : []
  }
  async function load(fresh = false): Promise<void> {
    failed.value = null
    const wanted = id()
    if (!wanted) return startNew()
    try {
      const document = await fetchRecord(record.code, wanted, fresh)
      if (id() !== wanted) return
      show(document)
      actions.value = await fetchActions(record.code, wanted)
    } catch (error) {
      failed.value = error
    }
  }

  function set(name: string, value: unknown, found?: Values): void {
    if (found && typeof value === 'string') known[value] = found
    const next = { ...values.value, [name]: value }
    values.value = found ? { ...defaultsOver(record.header, values.value, next, name, (now) => headerScope(now, shown.value.lines, extra.value)), [name]: value } : next
    problems.delete(`/${name}`)
  }
  /** Sets a cell; a chosen reference brings its own defaults (unit, description, price) into cells still empty or defaulted. */
  function setLine(key: string, name: string, value: unknown, found?: { label: string; row: Values }): void {
    const at = lines.value.findIndex((line) => line.key === key)
    const line = lines.value[at]
    if (!line) return
    if (found && typeof value === 'string') known[value] = found.row
    let next: Values = { ...line.values, [name]: value }
    if (found) {
      next = { ...defaultsOver(record.lines, line.values, next, name, (now) => lineScope(scope.value, now)), [name]: value }
      for (const field of Object.keys(next).filter((one) => one !== name && next[one] !== line.values[one])) {
        const text = found.row[`${pathInto(field)}__label`]
        if (text) line.labels[field] = String(text)
        else delete line.labels[field]
      }
    }
    lines.value = lines.value.map((one, n) => (n === at ? { ...one, values: next, labels: found ? { ...one.labels, [name]: found.label } : one.labels } : one))
    problems.delete(`${key}/${name}`)
  }
  const pathInto = (name: string): string => {
    const path = JSON.stringify(record.lines.find((field) => field.name === name)?.default_when ?? '')
    return /"line\.\w+\.(\w+)"/.exec(path)?.[1] ?? name
  }
  const addLine = (preset: Values = {}): EditLine => {
    const line = blankLine({ ...lineDefaults.value, ...preset })
    lines.value = [...lines.value, line]
    return line
  }
  const removeLine = (key: string): void => void (lines.value = lines.value.filter((line) => line.key !== key))

  /** Names what is missing before the server has to. */
  function check(): boolean {
    problems.clear()
    const text = words('problem.required')
    for (const name of missing(record.header, shown.value.values, scope.value, state.value)) problems.set(`/${name}`, text)
    lines.value.forEach((line, at) => {
      if (isBlank(line, record.lines, lineDefaults.value)) return
      for (const name of missing(record.lines, shown.value.lines[at] ?? line.values, scopeOf(at), lineStateOf(line))) problems.set(`${line.key}/${name}`, text)
    })
    return problems.size === 0
  }

  async function save(confirmed: string[] = []): Promise<DocumentRecord | null> {
    if (!check()) throw new ApiError(422, 'INCOMPLETE', words('fix_marked'))
    const payload = linePayload(record.lines, server.value?.lines ?? [], lines.value, lineDefaults.value)
    busy.value = true
    try {
      const document = isNew.value
        ? await post<DocumentRecord>(`/documents/${record.code}`, { values: nonEmpty(writable(values.value)), lines: payload.lines, confirmed })
        : await patch<DocumentRecord>(pathOf(record.code, id()!), { version: server.value!.version, values: writable(headerChanges.value), lines: payload.lines, removed_lines: payload.removed, confirmed })
      forget(record.code, document.id)
      // A write answers with values; labels of references and what is possible now are read afresh.
      if (!isNew.value) await load(true)
      return document
    } catch (error) {
      await refused(error, payload.keys)
      throw error
    } finally {
      busy.value = false
    }
  }
  const nonEmpty = (all: Values): Values => Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null && value !== undefined && value !== ''))

  async function refused(error: unknown, keys: string[]): Promise<void> {
    if (!(error instanceof ApiError)) return
    for (const problem of error.problems) problems.set(placeOf(problem.path, keys), problem.message)
    if (isConflict(error) && id()) {
      const theirs = await fetchRecord(record.code, id()!, true)
      const isComputed = (line: boolean, name: string): boolean => Boolean((line ? record.lines : record.header).find((field) => field.name === name)?.computed)
      conflict.value = { list: conflicts(server.value!, { values: values.value, lines: lines.value }, theirs, isComputed), theirs }
    }
  }
  function resolve(theirsAt: Set<string>): void {
    const { theirs } = conflict.value!
    const merged = rebase(server.value!, { values: values.value, lines: lines.value }, theirs, theirsAt, editLine)
    const mine = labels.value
    show(theirs)
    values.value = merged.values
    lines.value = merged.lines
    labels.value = { ...mine, ...theirs.labels }
    conflict.value = null
    void refreshActions()
  }

  async function refreshActions(): Promise<void> {
    if (id()) actions.value = await fetchActions(record.code, id()!).catch(() => actions.value)
  }
  async function reload(): Promise<void> {
    if (id()) forget(record.code, id()!)
    await load(true)
  }
  async function fire(action: string, answer: { inputs?: Values; comment?: string; line_ids?: string[]; line_inputs?: Record<string, Values> }, confirmed: string[] = []): Promise<void> {
    busy.value = true
    try {
      await post(`${pathOf(record.code, id()!)}/actions/${action}`, { version: server.value!.version, inputs: {}, comment: '', ...answer, confirmed })
      await reload()
    } catch (error) {
      await refused(error, [])
      throw error
    } finally {
      busy.value = false
    }
  }
  async function fireLines(action: string, lineIds: string[], inputs: Values, comment: string, confirmed: string[] = []): Promise<void> {
    busy.value = true
    try {
      await post(`/documents/${record.code}/lines/actions/${action}`, { line_ids: lineIds, inputs, line_inputs: {}, comment, confirmed })
      await reload()
    } finally {
      busy.value = false
    }
  }
  const discard = (reason: string): Promise<unknown> => remove(pathOf(record.code, id()!), { version: server.value!.version, reason })

  /** Runs a wish; when the server warns, asks the person and repeats it with the codes they confirmed. */
  async function withWarnings(wish: (confirmed: string[]) => Promise<void>, confirmed: string[] = []): Promise<void> {
    try {
      await wish(confirmed)
    } catch (error) {
      if (!isWarning(error)) throw error
      asked.value = { warnings: error.warnings, again: (codes) => withWarnings(wish, [...confirmed, ...codes]) }
    }
  }

  watch(id, () => void load(), { immediate: true })
  return {
    record, server, values, labels, lines, shown, scope, scopeOf, state, lineStateOf, actions, problems, busy, failed, asked, conflict, dirty, isNew, filled, known,
    load, reload, set, setLine, addLine, removeLine, save, fire, fireLines, discard, resolve, withWarnings, refreshActions,
  }
}

export type OpenRecord = ReturnType<typeof useRecord>
