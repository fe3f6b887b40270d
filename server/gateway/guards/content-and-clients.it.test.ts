import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PROVIDER_TYPES } from '#server/domain/provider'
import { startFakeUpstream } from '#server/testing/fake-upstream'
import type { FakeUpstream } from '#server/testing/fake-upstream'
import { GATEWAY_CALLS, readError } from '#server/testing/gateway-calls'
import type { GatewayCall } from '#server/testing/gateway-calls'
import { startHub } from '#server/testing/hub-harness'
import type { HubHarness } from '#server/testing/hub-harness'

/** FR-021 and FR-023 on every way into the gateway. */

let hub: HubHarness
let upstream: FakeUpstream
beforeAll(async () => {
  ;[hub, upstream] = await Promise.all([startHub(), startFakeUpstream()])
  for (const type of PROVIDER_TYPES) await hub.addProvider({ type, baseUrl: upstream.origin })
  upstream.answer({
    steps: ['{"data":[],"models":[],"candidates":[],"content":[],"choices":[],"output":[]}'],
  })
  await hub.api('POST', '/client-versions', { clientName: 'oldtool', minVersion: '2.0.0', action: 'block' })
  await hub.api('POST', '/client-versions', { clientName: 'warned', minVersion: '2.0.0', action: 'warn' })
})
afterAll(async () => {
  await hub.close()
  await upstream.close()
})

function call(
  { method, path, headers }: GatewayCall,
  body: object | null,
  more: Record<string, string> = {},
) {
  return hub.send(path, body ?? undefined, { method, headers: { ...headers, ...more } })
}

/** The greeting of a call, or a text where it has none, replaced. */
const saying = (body: object, text: string): object => {
  const said = JSON.stringify(body).replaceAll('"Hello"', JSON.stringify(text))
  return { ...(JSON.parse(said) as object), extra: { text } }
}

for (const gatewayCall of GATEWAY_CALLS) {
  const { method, path, dialect, body } = gatewayCall
  describe(`${method} ${path} as ${dialect}`, () => {
    it.skipIf(body === null)('is not to say a sensitive word', async () => {
      if (body === null) return
      const { id } = await hub.api('POST', '/sensitive-words', { pattern: 'hush' })
      upstream.forget()
      const refused = await call(gatewayCall, saying(body, 'say Hush now'))
      expect(refused.status).toBe(400)
      expect(readError(dialect, refused.json())?.message).toMatch(/blocked by a content rule of this hub/)
      expect(refused.text).not.toMatch(/hush/i)
      expect(upstream.requests).toEqual([])
      await hub.api('DELETE', `/sensitive-words/${String(id)}`)
      expect((await call(gatewayCall, saying(body, 'say Hush now'))).status).not.toBe(400)
    })

    it('is held to the least version of its client', async () => {
      const old = await call(gatewayCall, body, { 'user-agent': 'oldtool/1.9.0' })
      expect(old.status).toBe(403)
      expect(readError(dialect, old.json())?.message).toBe(
        'oldtool 1.9.0 is outdated: this hub expects 2.0.0 or newer. Please update oldtool.',
      )
      expect((await call(gatewayCall, body, { 'user-agent': 'oldtool/2.0.0' })).status).not.toBe(403)
      const warned = await call(gatewayCall, body, { 'user-agent': 'warned/1.0' })
      expect(warned.status).not.toBe(403)
      expect(warned.headers['x-cch-client-warning']).toMatch(/^warned 1\.0 is outdated/)
    })

    it('is held to the clients that its user may use', async () => {
      const userId = await hub.addUser({ allowedClients: ['claude-code'] })
      const { key } = await hub.addKey({ userId })
      const as = (agent: string) =>
        call(gatewayCall, body, { authorization: `Bearer ${key}`, 'user-agent': agent })
      for (const agent of ['curl/8.0', '']) {
        const refused = await as(agent)
        expect(refused.status).toBe(403)
        expect(readError(dialect, refused.json())?.message).toContain('Allowed: claude-code.')
      }
      expect((await as('claude-cli/2.0.1 (external, cli)')).status).not.toBe(403)
    })
  })
}

describe('a blocked request', () => {
  it('has its row and its entry in the audit log, with the rule and without the text', async () => {
    const { id } = await hub.api('POST', '/sensitive-words', { pattern: 'whisper' })
    await hub.takeRows()
    const hidden = ['w', 'hisper'].join(String.fromCodePoint(0x200b))
    for (const content of ['a whisper', hidden])
      await hub.send('/v1/messages', { model: 'm', max_tokens: 1, messages: [{ role: 'user', content }] })
    const rows = await hub.takeRows()
    expect(rows).toMatchObject([
      { errorCode: 'sensitive_content', status: 400, blocked: true, attempts: 0 },
      { errorCode: 'sensitive_content', status: 400, blocked: true, attempts: 0 },
    ])
    const { items } = await hub.api('GET', '/sensitive-words/blocked?limit=2')
    expect(items).toMatchObject([
      { requestId: rows[1]?.id, wordId: id, keyId: hub.keyId, evasion: true },
      { requestId: rows[0]?.id, wordId: id, keyId: hub.keyId, evasion: false },
    ])
    expect(JSON.stringify(items)).not.toContain('whisper')
    expect(await hub.metric('cch_content_evasions_total')).toBe(1)
    await hub.api('DELETE', `/sensitive-words/${String(id)}`)
  })

  it('may have said it in an argument or in a result, and not in data or in an id', async () => {
    const { id } = await hub.api('POST', '/sensitive-words', { pattern: 'hush"hush' })
    const statusOf = async (content: object[]) =>
      (await hub.send('/v1/messages', { model: 'm', max_tokens: 1, messages: [{ role: 'user', content }] }))
        .status
    const word = 'hush"hush'
    expect(await statusOf([{ type: 'tool_use', id: 'x', name: 'n', input: { url: word } }])).toBe(400)
    expect(await statusOf([{ type: 'tool_result', tool_use_id: 'x', content: word }])).toBe(400)
    const text = { type: 'text', media_type: 'text/plain', data: word }
    expect(await statusOf([{ type: 'document', source: text }])).toBe(400)
    expect(await statusOf([{ type: 'image', source: { type: 'base64', data: word } }])).toBe(200)
    expect(await statusOf([{ type: 'thinking', thinking: '', signature: word }])).toBe(200)
    const call = { function: { name: 'f', arguments: JSON.stringify({ say: word }) } }
    const chat = { model: 'm', messages: [{ role: 'assistant', tool_calls: [call] }] }
    const refused = await hub.send('/v1/chat/completions', chat)
    expect(refused.json()).toMatchObject({
      error: { code: 'content_policy_violation', type: 'invalid_request_error' },
    })
    await hub.api('DELETE', `/sensitive-words/${String(id)}`)
  })
})

it('a client that says no version is treated as the setting says', async () => {
  const [messages] = GATEWAY_CALLS
  if (!messages) throw new Error('no calls')
  await hub.api('POST', '/client-versions', { clientName: 'gemini-cli', minVersion: '0.5', action: 'warn' })
  const answer = () => call(messages, messages.body, { 'user-agent': 'GeminiCLI/unknown' })
  expect((await answer()).headers['x-cch-client-warning']).toBeUndefined()
  await hub.api('PATCH', '/settings', { missingClientVersion: 'warn' })
  expect((await answer()).headers['x-cch-client-warning']).toMatch(/^gemini-cli does not say which version/)
  await hub.api('PATCH', '/settings', { missingClientVersion: 'block' })
  expect((await answer()).status).toBe(403)
})
