/** One door to the server: envelope, language, tokens, idempotency keys, downloads. */
import { ApiError } from './errors'
import { forgetTokens, keepTokens, readTokens, refresh, type Tokens } from './tokens'
import type { Pagination } from './wire'

export const BASE = '/api/v1'

export type Query = Record<string, string | number | boolean | null | undefined>

export interface Options {
  query?: Query
  body?: unknown
  signal?: AbortSignal
  /** Given by callers that may repeat the same wish; otherwise each POST gets its own. */
  key?: string
  headers?: Record<string, string>
  anonymous?: boolean
}

export interface Reply<T> {
  data: T
  pagination: Pagination
  response: Response
}

let language = 'en'
let signedOut: () => void = () => {}
export const speak = (code: string): void => void (language = code)
export const onSignedOut = (handler: () => void): void => void (signedOut = handler)

export function address(path: string, query: Query = {}): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value))
  }
  const text = search.toString()
  return `${path.startsWith('/') && !path.startsWith('/api') ? BASE + path : path}${text ? `?${text}` : ''}`
}

export async function send<T>(method: string, path: string, options: Options = {}): Promise<Reply<T>> {
  const response = await authorised(method, path, options)
  if (response.status === 204) return { data: undefined as T, pagination: {}, response }
  const body = await json(response)
  if (!response.ok || body?.success === false) throw refusal(response, body)
  return { data: (body && 'data' in body ? body.data : body) as T, pagination: (body?.pagination ?? {}) as Pagination, response }
}

export const get = async <T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> =>
  (await send<T>('GET', path, { query, signal })).data
export const post = async <T>(path: string, body?: unknown, options: Options = {}): Promise<T> =>
  (await send<T>('POST', path, { body: body ?? {}, ...options })).data
export const patch = async <T>(path: string, body: unknown): Promise<T> => (await send<T>('PATCH', path, { body })).data
export const remove = async <T>(path: string, body?: unknown): Promise<T> => (await send<T>('DELETE', path, { body })).data

/** A file from the server, with the name it was given there. */
export async function download(path: string, query?: Query): Promise<{ blob: Blob; name: string }> {
  const response = await authorised('GET', path, { query })
  if (!response.ok) throw refusal(response, await json(response))
  const given = /filename\*?=(?:UTF-8'')?"?([^";]+)"?/i.exec(response.headers.get('content-disposition') ?? '')
  return { blob: await response.blob(), name: given ? decodeURIComponent(given[1]!) : 'download' }
}

async function authorised(method: string, path: string, options: Options): Promise<Response> {
  if (options.anonymous) return attempt(method, path, options, null)
  let tokens = readTokens()
  if (tokens && tokens.ends_at < Date.now()) tokens = await renewed(tokens)
  const response = await attempt(method, path, options, tokens)
  if (response.status !== 401 || !tokens) {
    if (response.status === 401) leave()
    return response
  }
  const fresh = await renewed(tokens)
  if (!fresh) {
    leave()
    return response
  }
  return attempt(method, path, options, fresh)
}

async function attempt(method: string, path: string, options: Options, tokens: Tokens | null): Promise<Response> {
  const headers: Record<string, string> = { 'Accept-Language': language, ...options.headers }
  if (tokens) headers.Authorization = `Bearer ${tokens.access_token}`
  let body: BodyInit | undefined
  if (options.body instanceof FormData) body = options.body
  else if (options.body !== undefined) {
    headers['Content-Type'] = 'application/json'
    body = JSON.stringify(options.body)
  }
  if (method === 'POST') headers['Idempotency-Key'] = options.key ?? uuid()
  options.key = headers['Idempotency-Key'] ?? options.key
  try {
    return await fetch(address(path, options.query), { method, headers, body, signal: options.signal })
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new ApiError(0, 'OFFLINE', language === 'en' ? 'The server does not answer. Your work is kept here; try again in a moment.' : '伺服器沒有回應。您的資料仍保留在這裡，請稍後再試。')
  }
}

async function renewed(tokens: Tokens): Promise<Tokens | null> {
  return refresh(tokens, async (refresh_token) => {
    const response = await attempt('POST', '/auth/refresh', { body: { refresh_token } }, null)
    if (!response.ok) {
      if (response.status < 500) forgetTokens()
      return null
    }
    return keepTokens((await json(response)).data)
  })
}

function leave(): void {
  forgetTokens()
  signedOut()
}

async function json(response: Response): Promise<any> {
  try {
    return await response.json()
  } catch {
    return null
  }
}

function refusal(response: Response, body: any): ApiError {
  const error = body?.error ?? {}
  const plain = language === 'en' ? `The server answered ${response.status}.` : `伺服器回應 ${response.status}。`
  return new ApiError(response.status, error.code ?? `HTTP_${response.status}`, error.message ?? plain, error.details ?? {})
}

export function uuid(): string {
  if (crypto.randomUUID) return crypto.randomUUID()
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`
}
