/** Access and refresh tokens, shared by all tabs; a refresh happens once even when ten tabs ask at the same moment. */

const KEY = 'kontor.tokens'

export interface Tokens {
  access_token: string
  refresh_token: string
  /** Milliseconds since the epoch, a little before the server's own end. */
  ends_at: number
}

export function readTokens(): Tokens | null {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? 'null') as Tokens | null
  } catch {
    return null
  }
}

export function keepTokens(reply: { access_token: string; refresh_token: string; expires_in?: number }): Tokens {
  const tokens = {
    access_token: reply.access_token,
    refresh_token: reply.refresh_token,
    ends_at: Date.now() + Math.max(5, (reply.expires_in ?? 3600) - 20) * 1000,
  }
  localStorage.setItem(KEY, JSON.stringify(tokens))
  return tokens
}

export function forgetTokens(): void {
  localStorage.removeItem(KEY)
}

type Exchange = (refreshToken: string) => Promise<Tokens | null>
let running: Promise<Tokens | null> | null = null

/** New tokens in place of `stale`; null when the server no longer accepts the refresh token. */
export function refresh(stale: Tokens, exchange: Exchange): Promise<Tokens | null> {
  running ??= acrossTabs(() => once(stale, exchange)).finally(() => (running = null))
  return running
}

async function once(stale: Tokens, exchange: Exchange): Promise<Tokens | null> {
  const now = readTokens()
  if (!now) return null
  // Another tab was first: its refresh token replaced ours, and using ours again would revoke the family.
  if (now.access_token !== stale.access_token) return now
  return exchange(now.refresh_token)
}

function acrossTabs<T>(work: () => Promise<T>): Promise<T> {
  const locks = typeof navigator === 'undefined' ? undefined : navigator.locks
  return locks ? (locks.request('kontor.refresh', work) as Promise<T>) : work()
}
