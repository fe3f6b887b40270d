import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Dialect } from '#server/domain/dialect'
import { dialectOf } from '#server/domain/provider'
import type { ProviderType } from '#server/domain/provider'
import { startFakeUpstream } from '#server/testing/fake-upstream'
import type { FakeUpstream, UpstreamRequest } from '#server/testing/fake-upstream'
import { startHub } from '#server/testing/hub-harness'
import type { HubHarness } from '#server/testing/hub-harness'
import { readRecording, record, recordingsPresent } from '#server/testing/recorded-answers'
import { providerAnswer } from '#server/testing/translation/answers'
import { heardBy } from '#server/testing/translation/requests'

const PROVIDERS = ['claude', 'claude-auth', 'openai-compatible', 'codex', 'gemini', 'gemini-cli'] as const

/** A call that a real command line made, as it was recorded. */
interface RecordedCall {
  name: string
  method: string
  path: string
  headers: Record<string, string>
  body: Record<string, unknown>
}

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])

/** Every call that asks a model for something. */
function recordedCalls(): RecordedCall[] {
  const { entries } = record(JSON.parse(readRecording('clients/INDEX.json')))
  return list(entries)
    .map((entry) => String(record(entry).file))
    .flatMap((file) =>
      list(JSON.parse(readRecording(`clients/${file}`))).map((call, at) => ({
        ...record(call),
        name: `${file.replace('.json', '')} ${String(at)}`,
      })),
    )
    .map((call) => ({
      name: call.name,
      method: String(record(call).method),
      path: String(record(call).url),
      headers: clientHeaders(record(call).headers),
      body: record(record(call).body),
    }))
    .filter(
      ({ method, path }) => method === 'POST' && /\/messages(\?|$)|\/responses$|enerateContent/.test(path),
    )
}

/** Its own, but for those that the connection and the key decide. */
function clientHeaders(pairs: unknown): Record<string, string> {
  const kept = list(pairs)
    .map((pair) => list(pair).map(String))
    .filter(
      ([name = '']) =>
        !/^(host|connection|content-length|authorization|x-api-key|x-goog-api-key|accept-encoding|transfer-encoding|content-encoding)$/i.test(
          name,
        ),
    )
  return Object.fromEntries(kept.map(([name = '', value = '']) => [name.toLowerCase(), value]))
}

const isStream = ({ url, body }: Pick<UpstreamRequest, 'url' | 'body'>): boolean =>
  url.includes(':streamGenerateContent') || /"stream": ?true/.test(body.toString())

const dialectOfPath = (path: string): Dialect =>
  path.includes('/messages') ? 'claude' : path.endsWith('/responses') ? 'codex-responses' : 'gemini'

const asksToCompact = ({ body }: RecordedCall): boolean =>
  list(body.input).some((item) => record(item).type === 'compaction_trigger')

const calls = recordingsPresent ? recordedCalls() : []

let upstream: FakeUpstream
let hub: HubHarness
const keys = new Map<ProviderType, string>()
beforeAll(async () => {
  upstream = await startFakeUpstream()
  hub = await startHub()
  for (const type of PROVIDERS) {
    await hub.addProvider({ type, baseUrl: upstream.origin, groupTags: [type] })
    keys.set(type, (await hub.addKey({ providerGroup: type })).key)
  }
})
afterAll(async () => {
  await hub.close()
  await upstream.close()
})

describe.skipIf(!recordingsPresent)('what real command lines send (needs ../shared)', () => {
  it('is there', () => {
    expect(calls.length).toBeGreaterThan(20)
  })

  describe.each(PROVIDERS)('goes to a provider of type %s', (type) => {
    it.each(calls.map((call) => [call.name, call] as const))('%s', async (_, call) => {
      upstream.forget()
      upstream.answer((request) => providerAnswer(type, { text: ['Under', 'stood.'] }, isStream(request)))
      const headers = { ...call.headers, authorization: `Bearer ${keys.get(type) ?? ''}` }
      const answer = await hub.send(call.path, call.body, { headers })
      if (asksToCompact(call) && type !== 'codex') {
        // What is compacted is for its maker's eyes only: that cannot be translated, and the client is told so.
        expect([answer.status, answer.text]).toEqual([400, expect.stringContaining('ompact') as string])
        return
      }
      expect([answer.status, answer.text]).toEqual([200, expect.stringContaining('stood.') as string])
      if (dialectOf(type) === dialectOfPath(call.path)) return
      // What its vendor would refuse is an error here.
      const { turns } = heardBy(type, upstream.last())
      expect(turns.at(-1)?.role).toBe('user')
    })
  })
})
