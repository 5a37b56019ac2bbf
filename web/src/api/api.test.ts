import { afterEach, describe, expect, it, vi } from 'vitest'
import { RAW } from '@/testing/model'
import { Refused, serve } from '@/testing/setup'
import { address, get, onSignedOut, post, speak } from './client'
import { ApiError } from './errors'
import { listOf, normaliseModel } from './normalise'
import { keepTokens, readTokens, refresh } from './tokens'

afterEach(() => localStorage.clear())
const pair = (n: number) => ({ access_token: `a${n}`, refresh_token: `r${n}`, expires_in: 3600 })

describe('the door to the server (Q1, Q2)', () => {
  it('keeps empty parameters out of the address', () => expect(address('/x', { a: 1, b: '', c: undefined, d: null, e: false })).toBe('/api/v1/x?a=1&e=false'))
  it('speaks the person\'s language, shows the token and gives each POST its key', async () => {
    speak('zh-Hant')
    keepTokens(pair(1))
    const asked = serve({ '/x': 1 })
    await post('/x')
    await post('/x')
    expect(asked[0]!.headers).toMatchObject({ 'Accept-Language': 'zh-Hant', Authorization: 'Bearer a1' })
    expect(asked[0]!.headers['Idempotency-Key']).not.toBe(asked[1]!.headers['Idempotency-Key'])
    speak('en')
  })
  it('turns a refusal into code, sentence and facts', async () => {
    serve({ '/x': new Refused(422, { code: 'NO', message: 'Not that', details: { problems: [{ path: 'a', code: 'B', message: 'c' }] } }) })
    const error = await get('/x').catch((one) => one as ApiError)
    expect(error).toMatchObject({ status: 422, code: 'NO', message: 'Not that', problems: [{ path: 'a' }] })
  })
  it('says when nobody answers', async () => {
    globalThis.fetch = vi.fn().mockRejectedValue(new TypeError('network')) as never
    await expect(get('/x')).rejects.toMatchObject({ code: 'OFFLINE', status: 0 })
  })
  it('renews an ended token once for many requests, and asks again with the same key', async () => {
    keepTokens(pair(1))
    let renewals = 0
    const asked = serve({
      'POST /auth/refresh': () => (renewals++, pair(2)),
      'POST /x': (_body: unknown) => (asked[asked.length - 1]!.headers.Authorization === 'Bearer a2' ? 'ok' : new Refused(401, { code: 'TOKEN_INVALID', message: 'ended' })),
    })
    expect(await Promise.all([post('/x'), post('/x'), post('/x')])).toEqual(['ok', 'ok', 'ok'])
    expect(renewals).toBe(1)
    expect(new Set(asked.filter((one) => one.path === '/x').map((one) => one.headers['Idempotency-Key'])).size).toBe(3)
    expect(readTokens()!.refresh_token).toBe('r2')
  })
  it('leaves to the sign-in page when the refresh token is refused', async () => {
    keepTokens(pair(1))
    const left = vi.fn()
    onSignedOut(left)
    serve({ 'POST /auth/refresh': new Refused(401, { code: 'REUSED', message: 'no' }), '/x': new Refused(401, { code: 'TOKEN_INVALID', message: 'ended' }) })
    await expect(get('/x')).rejects.toMatchObject({ status: 401 })
    expect([left.mock.calls.length, readTokens()]).toEqual([1, null])
  })
  it('takes the tokens another tab has just renewed instead of using an old one again', async () => {
    const stale = keepTokens(pair(1))
    keepTokens(pair(2))
    const exchange = vi.fn()
    expect((await refresh(stale, exchange))!.access_token).toBe('a2')
    expect(exchange).not.toHaveBeenCalled()
  })
})

describe('the model', () => {
  const model = normaliseModel(structuredClone(RAW))
  it('is read from maps and lists alike', () => {
    expect(listOf({ a: { x: 1 } }, 'code')).toEqual([{ code: 'a', x: 1 }])
    expect(listOf(['a'], 'code')).toEqual([{ code: 'a' }])
  })
  it('knows documents and entities by code', () => expect([model.records.ask!.kind, model.records.thing!.kind]).toEqual(['document', 'entity']))
  it('orders the navigation', () => expect(model.navigation.map((app) => app.app)).toEqual(['base', 'buy']))
  it('ties flows to both ends', () => expect([model.records.ask!.flows_from[0]!.flow, model.records.order!.flows_to[0]!.flow]).toEqual(['order', 'order']))
  it('has every optional part', () => expect(model.records.order).toMatchObject({ prints: [], list: { columns: [], views: [] }, form: { key_facts: [] }, line_workflow: null }))
})
