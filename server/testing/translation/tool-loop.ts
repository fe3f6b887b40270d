import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict'
import type { Dialect } from '#server/domain/dialect'
import { dialectOf } from '#server/domain/provider'
import { PIXEL } from '../record-fetch'
import { PROOF } from './answers'
import type { Said } from './answers'
import { heard, script } from './place'
import type { Place } from './place'
import type { Call, Reply, Result } from './talk'

const THOUGHT = 'All at once – weather, time.'
const ZURICH = { id: 'call_a1', name: 'get_weather', input: { city: 'Zürich "ZH" \\' } }
const TIME = { id: 'call_b2', name: 'get_time', input: {} }
/** The same tool twice at once: its name does not tell whose a result is. */
const GENEVA = { id: 'call_c3', name: 'get_weather', input: { city: 'Genève' } }
const BERN = { id: 'call_d4', name: 'get_weather', input: { city: 'Bern' } }
const FIRST = [ZURICH, TIME, GENEVA]

type Called = Pick<Call, 'name' | 'input'>
const called = ({ name, input }: Called): Called => ({ name, input })
const heardCall = ({ name, input }: Called) => `call ${name} ${JSON.stringify(input)}`
const heardResult = ({ name, input }: Called, output: string) =>
  `result ${name} ${JSON.stringify(input)}: ${output}`

/** What stands beside the proof of the first answer when it comes back: in Gemini's protocol the call, else the thought. */
const PROOFS: Record<Dialect, readonly string[]> = {
  claude: [`${THOUGHT} ${PROOF}`],
  'openai-chat': [],
  'codex-responses': [`${THOUGHT} ${PROOF}`],
  gemini: [`get_weather ${PROOF}`],
}

/** An agent at work: three calls at once, one of which fails; another one; the last word. Every turn goes up with all that
 * was before it, as the SDK has kept it. */
export async function toolLoop(place: Place, { think }: { think: boolean }): Promise<void> {
  const { cell, client } = place
  const first: Said = { text: ['Let me ', 'look.'], calls: FIRST, ...(think && { thought: THOUGHT }) }
  script(place, first, { calls: [BERN] }, { text: ['Sunny ', 'everywhere. 🌞'] })
  const talk = client.talk({ streaming: cell.streaming, tools: true, think })

  const one = await talk.say({ text: 'How is the weather?' })
  deepStrictEqual(summary(one), ['Let me look.', FIRST.map(called), client.stops.tools])
  strictEqual(one.thoughts, think ? THOUGHT : null)
  deepStrictEqual(heard(place).tools, ['get_weather', 'get_time'])

  const [zurich, time, geneva] = one.calls
  if (!zurich || !time || !geneva) throw new Error('Three calls were there a moment ago')
  const results = [{ call: zurich, output: '21 °C' }, failed(place, time), { call: geneva, output: '24 °C' }]
  // Clients send results as they come, not in the order of the calls; without ids, order is all that joins them.
  const two = await talk.say({ results: zurich.id === undefined ? results : results.toReversed() })
  deepStrictEqual(summary(two), ['', [called(BERN)], client.stops.tools])
  const second = heard(place)
  const answered = [
    { role: 'user', items: ['text How is the weather?'] },
    { role: 'assistant', items: ['text Let me look.', ...FIRST.map(heardCall)] },
    {
      role: 'user',
      items: [heardResult(ZURICH, '21 °C'), heardResult(GENEVA, '24 °C'), heardFailure(place)].sort(),
    },
  ]
  deepStrictEqual(sorted(second.turns), answered)
  const proofs = think && client.keepsProofs ? PROOFS[dialectOf(cell.provider)] : []
  deepStrictEqual(second.proofs, proofs)

  const [bern] = two.calls
  if (!bern) throw new Error('A call was there a moment ago')
  const three = await talk.say({ results: [{ call: bern, output: '19 °C' }] })
  deepStrictEqual(summary(three), ['Sunny everywhere. 🌞', [], client.stops.done])
  const third = heard(place)
  deepStrictEqual(sorted(third.turns), [
    ...answered,
    { role: 'assistant', items: [heardCall(BERN)] },
    { role: 'user', items: [heardResult(BERN, '19 °C')] },
  ])
  deepStrictEqual(third.proofs, proofs)
  strictEqual(place.upstream.requests.length, 3)
}

const summary = ({ text, calls, stop }: Reply) => [text, calls.map(called), stop]

const BROKEN = 'The clock is broken.'
/** A client whose protocol has no mark for it says so in words. */
const failed = ({ client }: Place, call: Call): Result => ({
  call,
  output: client.marksFailedResults ? BROKEN : `Error: ${BROKEN}`,
  failed: true,
})
const MARKS_FAILED: ReadonlySet<Dialect> = new Set(['claude', 'gemini'])
const heardFailure = ({ client, cell }: Place) =>
  client.marksFailedResults && MARKS_FAILED.has(dialectOf(cell.provider))
    ? `failed get_time {}: ${BROKEN}`
    : heardResult(TIME, `Error: ${BROKEN}`)

/** The order of results is the client's own affair: what joins them to their calls was checked when they were read. */
const sorted = (turns: ReturnType<typeof heard>['turns']) =>
  turns.map(({ role, items }) => ({ role, items: role === 'user' ? items.toSorted() : items }))

/** A tool's result with a picture: inside of the result where the protocol has room there, else behind all results. */
export async function shownResult(place: Place): Promise<void> {
  const { cell, client } = place
  script(place, { calls: [ZURICH, BERN] }, { text: ['A red pixel.'] })
  const talk = client.talk({ streaming: cell.streaming, tools: true })
  const { calls } = await talk.say({ text: 'Show me.' })
  const [zurich, bern] = calls
  if (!zurich || !bern) throw new Error('Two calls were there a moment ago')
  const results = [
    { call: zurich, output: 'A map', shows: true },
    { call: bern, output: 'No map' },
  ]
  strictEqual((await talk.say({ results })).text, 'A red pixel.')
  const items = heard(place).turns.at(-1)?.items ?? []
  for (const said of [heardResult(ZURICH, 'A map'), heardResult(BERN, 'No map')])
    ok(
      items.some((item) => item.startsWith(said)),
      items.join('\n'),
    )
  ok(items.includes(`image data:image/png;base64,${PIXEL}`))
}
