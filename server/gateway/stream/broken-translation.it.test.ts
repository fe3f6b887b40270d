import { afterAll, beforeAll, expect, it } from 'vitest'
import { CUT, startFakeUpstream } from '#server/testing/fake-upstream'
import type { FakeUpstream } from '#server/testing/fake-upstream'
import { startHub } from '#server/testing/hub-harness'
import type { HubHarness } from '#server/testing/hub-harness'
import { readyAnswer } from '#server/testing/upstream-answers'

let upstream: FakeUpstream
let hub: HubHarness
beforeAll(async () => {
  upstream = await startFakeUpstream()
  hub = await startHub()
  await hub.addProvider({ type: 'claude', baseUrl: upstream.origin })
})
afterAll(async () => {
  await hub.close()
  await upstream.close()
})

it('a translated stream that breaks ends in the grammar of its client, numbers included', async () => {
  const [begun = ''] = readyAnswer('claude', 'text', 'stream')
    .bytes.toString()
    .split(/(?=event: content_block_stop)/)
  upstream.answer({ headers: [['content-type', 'text/event-stream']], steps: [begun, { pauseMs: 50 }, CUT] })
  const { text } = await hub.send('/v1/responses', { model: 'gpt-5', stream: true, input: 'Hello' })
  const events = text
    .split('\n\n')
    .filter((frame) => frame.startsWith('event: '))
    .map((frame) => JSON.parse(frame.replace(/^event: .*\ndata: /, '')) as Record<string, unknown>)
  expect(events.map(({ sequence_number }) => sequence_number)).toEqual(events.map((_, at) => at))
  expect(events.at(-1)).toMatchObject({
    type: 'response.failed',
    response: { status: 'failed', error: { message: expect.stringContaining('provider') as string } },
  })
  expect(await hub.takeRows()).toMatchObject([{ status: 200, interrupted: true, errorCode: 'upstream_cut' }])
})
