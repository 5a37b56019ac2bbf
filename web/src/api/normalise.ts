/** The model as the client uses it: lists in order, every optional part present, whatever shape the server chose. */
import type {
  ActionDefinition, Field, Flow, FormLayout, ListLayout, NavigationApp, Print, Process, RecordModel, State, Text, Workflow,
} from './wire'

type Raw = Record<string, any>

export interface Model {
  version: string
  records: Record<string, RecordModel>
  navigation: NavigationApp[]
  processes: Process[]
  settings: Raw
}

/** `{a: {...}}` and `[{code: 'a', ...}]` both become a list whose members carry their code. */
export function listOf<T>(raw: unknown, code: string): T[] {
  if (Array.isArray(raw)) return raw.map((entry) => (typeof entry === 'string' ? { [code]: entry } : entry)) as T[]
  if (raw && typeof raw === 'object') return Object.entries(raw as Raw).map(([key, entry]) => ({ [code]: key, ...entry })) as T[]
  return []
}

export function normaliseModel(raw: Raw): Model {
  const flows = collectFlows(raw)
  const records: Record<string, RecordModel> = {}
  for (const entry of listOf<Raw>(raw.documents, 'document')) records[codeOf(entry, 'document')] = record(entry, 'document', flows)
  for (const entry of listOf<Raw>(raw.entities, 'entity')) records[codeOf(entry, 'entity')] = record(entry, 'entity', flows)
  return {
    version: String(raw.version ?? ''),
    records,
    navigation: listOf<NavigationApp>(raw.navigation, 'app').map((app) => ({ ...app, items: app.items ?? [] })).sort((a, b) => (a.order ?? 100) - (b.order ?? 100)),
    processes: listOf<Process>(raw.processes, 'process').map((p) => ({ ...p, steps: (p.steps ?? []).map((s) => ({ ...s, states: s.states ?? [] })) })),
    settings: raw.settings ?? {},
  }
}

const codeOf = (entry: Raw, name: string): string => String(entry[name] ?? entry.code ?? entry.type)

function record(raw: Raw, kind: 'document' | 'entity', flows: Record<string, Flow>): RecordModel {
  const code = codeOf(raw, kind)
  const header = listOf<Field>(raw.header ?? raw.fields, 'name').map(field)
  const lines = listOf<Field>(raw.lines, 'name').map(field)
  return {
    code, kind, header, lines,
    label: raw.label ?? code,
    plural: raw.plural ?? raw.label ?? code,
    icon: raw.icon ?? 'file',
    app: raw.app ?? '',
    line_label: raw.line_label ?? null,
    workflow: workflow(raw.workflow),
    line_workflow: raw.line_workflow ? workflow(raw.line_workflow) : null,
    list: layoutOfList(raw.list, header),
    form: layoutOfForm(raw.form, header, lines),
    prints: listOf<Print>(raw.prints, 'print'),
    flows_from: flowsOf(raw.flows_from, flows, 'source', code),
    flows_to: flowsOf(raw.flows_to, flows, 'target', code),
    title: raw.title ?? null,
    key: raw.key ?? null,
  }
}

export function field(raw: Raw): Field {
  return { ...raw, options: raw.options ?? {}, label: raw.label ?? raw.name, computed: raw.computed ?? raw.formula != null } as Field
}

export function workflow(raw: Raw | null | undefined): Workflow {
  return {
    workflow: raw?.workflow,
    initial: raw?.initial,
    states: listOf<State>(raw?.states, 'state').map((s) => ({ ...s, colour: s.colour ?? 'grey', editable_fields: s.editable_fields ?? [] })),
    actions: listOf<Raw>(raw?.actions, 'action').map(action),
  }
}

export function action(raw: Raw): ActionDefinition {
  return {
    ...(raw as ActionDefinition),
    from: raw.from ?? raw.from_ ?? [],
    inputs: listOf<Field>(raw.inputs, 'name').map(field),
    required: raw.required ?? [],
    comment: raw.comment ?? 'optional',
    style: raw.style ?? 'normal',
    lines: raw.lines ?? [],
  }
}

function layoutOfList(raw: Raw | undefined, header: Field[]): ListLayout {
  const columns: string[] = raw?.columns ?? []
  return {
    columns: columns.length ? columns : header.slice(0, 6).map((f) => f.name),
    sort: raw?.sort ?? [],
    filters: raw?.filters?.length ? raw.filters : header.filter((f) => f.filterable).map((f) => f.name),
    views: listOf(raw?.views, 'view'),
  }
}

function layoutOfForm(raw: Raw | undefined, header: Field[], lines: Field[]): FormLayout {
  const sections = raw?.sections ?? []
  return {
    sections: sections.length ? sections : [{ label: '' as Text, fields: header.map((f) => f.name) }],
    line_columns: raw?.line_columns?.length ? raw.line_columns : lines.map((f) => f.name),
    key_facts: raw?.key_facts ?? [],
  }
}

function collectFlows(raw: Raw): Record<string, Flow> {
  const flows: Record<string, Flow> = {}
  const add = (entry: Raw | string): void => {
    if (typeof entry === 'object' && entry.flow) flows[entry.flow] = { ...flows[entry.flow], ...(entry as Flow) }
  }
  listOf<Raw>(raw.flows, 'flow').forEach(add)
  for (const document of listOf<Raw>(raw.documents, 'document')) {
    const code = codeOf(document, 'document')
    listOf<Raw>(document.flows_from, 'flow').forEach((f) => add({ source: code, ...f }))
    listOf<Raw>(document.flows_to, 'flow').forEach((f) => add({ target: code, ...f }))
  }
  return flows
}

function flowsOf(raw: unknown, flows: Record<string, Flow>, end: 'source' | 'target', code: string): Flow[] {
  const named = listOf<Flow>(raw, 'flow').map((f) => flows[f.flow]).filter((f): f is Flow => Boolean(f))
  return named.length ? named : Object.values(flows).filter((f) => f[end] === code)
}
