/** What the server sends and takes (contract: HTTP). Decimals are strings, dates ISO, references ids. */

export type Text = string | { en: string; 'zh-Hant'?: string; zh_hant?: string }
export type Expression = unknown
export type Values = Record<string, unknown>

export interface Field {
  name: string
  type: string
  label: Text
  help?: Text | null
  required?: boolean
  required_when?: Expression
  default?: unknown
  default_when?: Expression
  visible_when?: Expression
  editable_when?: Expression
  formula?: Expression
  computed?: boolean
  round?: string | null
  filterable?: boolean
  sortable?: boolean
  searchable?: boolean
  unique?: boolean
  group?: string | null
  read_only?: boolean
  options: Record<string, unknown>
}

export type Colour = 'grey' | 'green' | 'amber' | 'red' | 'blue' | 'violet'

export interface State {
  state: string
  label: Text
  standard?: string
  colour: Colour
  editable?: boolean
  editable_fields?: string[]
}

export interface ActionDefinition {
  action: string
  label: Text
  from: string[]
  to?: string | null
  inputs: Field[]
  required: string[]
  comment: 'none' | 'optional' | 'required'
  style: 'primary' | 'normal' | 'danger'
  system?: boolean
  bulk?: boolean
  lines: { action: string }[]
}

export interface Workflow {
  workflow?: string
  initial?: string
  states: State[]
  actions: ActionDefinition[]
}

export interface View {
  view: string
  label: Text
  filter?: Expression
  sort?: string[]
}

export interface ListLayout {
  columns: string[]
  sort: string[]
  filters: string[]
  views: View[]
}

export interface FormSection {
  label: Text
  fields: string[]
  visible_when?: Expression
}

export interface FormLayout {
  sections: FormSection[]
  line_columns: string[]
  key_facts: string[]
}

export interface Flow {
  flow: string
  label: Text
  source: string
  target: string
  source_states?: string[]
  returns?: string | null
}

export interface Print {
  print: string
  label: Text
}

export interface RecordModel {
  code: string
  kind: 'document' | 'entity'
  label: Text
  plural: Text
  icon: string
  app: string
  header: Field[]
  lines: Field[]
  line_label?: Text | null
  workflow: Workflow
  line_workflow: Workflow | null
  list: ListLayout
  form: FormLayout
  prints: Print[]
  flows_from: Flow[]
  flows_to: Flow[]
  title: string | null
  key: string | null
}

export interface NavigationItem {
  document?: string | null
  entity?: string | null
  screen?: string | null
  report?: string | null
  label?: Text | null
  icon?: string | null
  permission?: string | null
}

export interface NavigationApp {
  app: string
  label: Text
  icon: string
  order?: number
  items: NavigationItem[]
}

export interface ProcessStep {
  step: string
  label: Text
  states: string[]
  /** A step beside the others: passed by a line when this holds, whatever its state. */
  done_when?: unknown
  role?: Text | null
}

export interface Process {
  process: string
  label: Text
  document: string
  steps: ProcessStep[]
}

export interface Row extends Values {
  id: string
}

export interface DocumentRow extends Row {
  number?: string | null
  state?: string
  version: number
}

export interface FlowDone {
  quantity: string
  amount?: string | null
  open?: string | null
}

export interface LineRecord {
  id: string
  line_no: number
  state: string | null
  version?: number
  values: Values
  labels: Record<string, string>
  flows: Record<string, FlowDone>
}

export interface DocumentRecord {
  id: string
  type?: string
  number: string | null
  state: string | null
  standard_status?: string
  version: number
  values: Values
  labels: Record<string, string>
  lines: LineRecord[]
  progress?: unknown
  created_at?: string
  created_by?: string
  created_by__label?: string
  updated_at?: string
}

export interface ActionState {
  action: string
  label: Text
  allowed: boolean
  reason?: string | null
  style?: string
  comment?: string
  inputs?: Field[]
}

export interface Actions {
  header: ActionState[]
  lines: Record<string, ActionState[]>
}

export interface Pagination {
  page?: number
  page_size?: number
  total?: number | null
  has_more?: boolean
  next_cursor?: string | null
}

export interface FieldProblem {
  path: string
  code: string
  message: string
}

export interface Person {
  id: string
  name: string
  email?: string
  language?: string
}
