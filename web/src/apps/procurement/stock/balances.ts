import { get, type Query } from '@/api/client'

export interface Balance {
  key: string
  item: string
  item_label: string
  location: string
  location_label: string
  lot: string
  expiry: string | null
  on_hand: string
  reserved: string
  available: string
  unit: string
  value: string | null
}

export function readBalance(raw: Record<string, any>): Balance {
  const [item, location, lot] = [String(raw.item_id ?? raw.item ?? ''), String(raw.location_id ?? raw.location ?? ''), String(raw.lot ?? '')]
  return {
    key: `${item}|${location}|${lot}`, item, location, lot,
    item_label: String(raw.item__label ?? raw.item_label ?? raw.sku ?? item), location_label: String(raw.location__label ?? raw.location_label ?? location),
    expiry: raw.expiry_date ?? null, on_hand: String(raw.on_hand ?? raw.quantity ?? '0'), reserved: String(raw.reserved ?? '0'),
    available: String(raw.available ?? raw.on_hand ?? raw.quantity ?? '0'), unit: String(raw.unit__label ?? raw.unit ?? ''), value: raw.value ?? null,
  }
}

export async function readBalances(query: Query): Promise<Balance[]> {
  const raw = await get<Record<string, any>[] | { rows: Record<string, any>[] }>('/stock/balances', query)
  return (Array.isArray(raw) ? raw : raw.rows).map(readBalance)
}
