import { add, plain } from '@/logic/decimal'

/** A small layered drawing of how documents came from each other. Pure. */
export interface FlowNode {
  id: string
  type: string
  number: string | null
  state: string | null
}

export interface FlowEdge {
  source: string
  target: string
  flow: string
  quantity?: string | null
}

export interface Placed extends FlowNode {
  x: number
  y: number
}

export const WIDTH = 172
export const HEIGHT = 46
const GAP_X = 56
const GAP_Y = 16

type Raw = Record<string, any>

export function readGraph(raw: Raw): { nodes: FlowNode[]; edges: FlowEdge[] } {
  const nodes = (raw.nodes ?? []).map((one: Raw) => ({ id: String(one.id ?? one.document_id), type: String(one.type ?? one.type_code), number: one.number ?? null, state: one.state ?? null }))
  const seen = new Map<string, FlowEdge>()
  for (const one of (raw.edges ?? []) as Raw[]) {
    const edge = { source: String(one.source ?? one.from ?? one.source_id ?? one.source_document_id), target: String(one.target ?? one.to ?? one.target_id ?? one.target_document_id), flow: String(one.flow ?? one.kind), quantity: one.quantity ?? null }
    const key = `${edge.source}>${edge.target}>${edge.flow}`
    const before = seen.get(key)
    seen.set(key, before ? { ...edge, quantity: plain(add([before.quantity, edge.quantity])) } : edge)
  }
  return { nodes, edges: [...seen.values()] }
}

/** Each node one column right of everything it came from. */
export function layout(nodes: FlowNode[], edges: FlowEdge[]): { placed: Placed[]; width: number; height: number } {
  const layer = new Map(nodes.map((node) => [node.id, 0]))
  for (let round = 0; round < nodes.length; round++) {
    let still = true
    for (const { source, target } of edges) {
      const [from, to] = [layer.get(source), layer.get(target)]
      if (from !== undefined && to !== undefined && source !== target && to < from + 1) layer.set(target, from + 1), (still = false)
    }
    if (still) break
  }
  const filled = new Map<number, number>()
  const placed = nodes.map((node) => {
    const column = layer.get(node.id)!
    const row = filled.get(column) ?? 0
    filled.set(column, row + 1)
    return { ...node, x: column * (WIDTH + GAP_X), y: row * (HEIGHT + GAP_Y) }
  })
  const width = Math.max(0, ...placed.map((node) => node.x)) + WIDTH
  const height = Math.max(0, ...placed.map((node) => node.y)) + HEIGHT
  return { placed, width, height }
}
