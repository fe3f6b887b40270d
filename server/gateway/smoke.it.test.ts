import { afterAll, beforeAll, expect, it } from 'vitest'
import { startFakeUpstream } from '#server/testing/fake-upstream'
import { startHub } from '#server/testing/hub-harness'
import { DIALECTS } from '#server/domain/dialect'
import { readyAnswer, upstreamAnswer, ANSWER_KINDS } from '#server/testing/upstream-answers'
import { GATEWAY_CALLS, TYPE_OF } from '#server/testing/gateway-calls'
it('x', async () => {
  const t0 = performance.now()
  const up = await startFakeUpstream()
  const hub = await startHub()
  console.log('boot', performance.now() - t0)
  for (const d of DIALECTS) {
    await hub.addProvider({ type: TYPE_OF[d], baseUrl: up.origin })
    for (const k of ANSWER_KINDS) for (const f of ['stream', 'whole'] as const) {
      const a = readyAnswer(d, k, f)
      up.answer(upstreamAnswer(a))
      const c = GATEWAY_CALLS.find((x) => x.dialect === d)!
      const path = d === 'gemini' && f === 'stream' ? c.path.replace('generate', 'streamGenerate') + '?alt=sse' : c.path
      const r = await hub.send(path, { ...c.body, stream: f === 'stream' || undefined, ...(d === 'openai-chat' && f === 'stream' && { stream_options: { include_usage: true } }) })
      expect(r.status).toBe(200)
      expect(r.body.equals(a.bytes)).toBe(true)
      const rows = await hub.takeRows()
      expect(rows).toHaveLength(1)
      expect(rows[0]!.usage).toEqual(a.usage)
      expect(rows[0]).toMatchObject({ stopReason: a.stopReason, errorCode: null, interrupted: false, servedModel: expect.anything() })
    }
  }
  const t1 = performance.now()
  await hub.close(); await up.close()
  console.log('close', performance.now() - t1, hub.logLines)
})
