import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict'
import { dialectOf } from '#server/domain/provider'
import { STALL } from '../fake-upstream'
import { TEXT } from '../ready-answer'
import { PIXEL } from '../record-fetch'
import { beginning, EVENT_STREAM, USAGE } from './answers'
import { AMOUNT_OF_THINKING, CALLING, EXPECTED_USAGE, servedModel } from './expectations'
import { FAILURE_CASES } from './failure-cases'
import { failureOf, heard, script, until } from './place'
import type { MatrixCase, Place } from './place'
import { IMAGE_URL, SCHEMA, SYSTEM } from './talk'
import { shownResult, toolLoop } from './tool-loop'

async function text(place: Place): Promise<void> {
  const { cell, client, upstream, hub } = place
  script(place, { text: TEXT })
  const reply = await client.talk({ streaming: cell.streaming }).say({ text: 'Grüße!' })
  deepStrictEqual(reply, {
    text: TEXT.join(''),
    thoughts: null,
    calls: [],
    stop: client.stops.done,
    usage: EXPECTED_USAGE,
  })
  const dialect = dialectOf(cell.provider)
  strictEqual(client.headers().get('x-cch-translated-to'), dialect === cell.client ? null : dialect)
  strictEqual(client.headers().get('x-cch-warnings'), null)
  const { system, turns, model, stream } = heard(place)
  deepStrictEqual(
    { system, turns, model, stream },
    {
      system: SYSTEM,
      turns: [{ role: 'user', items: ['text Grüße!'] }],
      model: servedModel(cell.provider),
      stream: cell.streaming,
    },
  )
  const { path, credential } = CALLING[cell.provider]
  const { url, headers } = upstream.last()
  strictEqual(url, cell.streaming ? path.stream : path.whole)
  strictEqual(headers[credential.header], credential.value)
  const row = (await hub.takeRows()).at(-1)
  deepStrictEqual([row?.status, row?.errorCode, row?.usage], [200, null, USAGE])
}

async function length(place: Place): Promise<void> {
  const { cell, client } = place
  script(place, { text: ['Half an'], cutShort: true })
  const reply = await client.talk({ streaming: cell.streaming }).say({ text: 'Go on.' })
  deepStrictEqual([reply.text, reply.stop], ['Half an', client.stops.length])
}

const THOUGHT = 'Let me think – about 世界.\nThen again.'

async function thinking(place: Place): Promise<void> {
  const { cell, client } = place
  script(place, { thought: THOUGHT, text: ['Well.'] })
  const reply = await client.talk({ streaming: cell.streaming, think: true }).say({ text: 'Think.' })
  deepStrictEqual([reply.thoughts, reply.text, reply.stop], [THOUGHT, 'Well.', client.stops.done])
  deepStrictEqual(reply.usage, EXPECTED_USAGE)
  const said = heard(place).thinking
  deepStrictEqual(said?.amount, AMOUNT_OF_THINKING[cell.client][dialectOf(cell.provider)])
  // Chat Completions have no word for it.
  if (cell.client !== 'openai-chat') strictEqual(said?.shown, true)
  strictEqual(client.headers().get('x-cch-warnings'), null)
}

async function image(place: Place): Promise<void> {
  const { cell, client } = place
  const warnings: (string | null)[] = []
  for (const [form, sent] of [
    ['inline', `data:image/png;base64,${PIXEL}`],
    ['url', IMAGE_URL],
  ] as const) {
    script(place, { text: ['A pixel.'] })
    const talk = client.talk({ streaming: cell.streaming })
    const reply = await talk.say({ text: 'What is this?', image: form })
    strictEqual(reply.text, 'A pixel.')
    const [turn] = heard(place).turns
    deepStrictEqual(turn?.items.toSorted(), [`image ${sent}`, 'text What is this?'])
    warnings.push(client.headers().get('x-cch-warnings'))
  }
  // Google fetches what stands at a URL only from some places.
  const doubtful = dialectOf(cell.provider) === 'gemini' && cell.client !== 'gemini'
  deepStrictEqual(warnings, [null, doubtful ? 'media_url_as_file' : null])
}

async function schema(place: Place): Promise<void> {
  const { cell, client } = place
  const answer = { city: 'Zürich', degrees: [21, -3] }
  script(place, { text: [JSON.stringify(answer)] })
  const reply = await client.talk({ streaming: cell.streaming, schema: true }).say({ text: 'In JSON.' })
  deepStrictEqual(JSON.parse(reply.text), answer)
  deepStrictEqual(heard(place).schema, SCHEMA)
  strictEqual(client.headers().get('x-cch-warnings'), null)
}

async function abort(place: Place): Promise<void> {
  const { cell, client, upstream, hub } = place
  const { provider, streaming } = cell
  const begun = streaming
    ? { headers: EVENT_STREAM, steps: [...beginning(provider), STALL] }
    : { steps: [STALL] }
  upstream.answer(begun)
  const controller = new AbortController()
  const leave = () => {
    controller.abort()
  }
  const sending = { signal: controller.signal, ...(streaming && { onText: leave }) }
  const failure = failureOf(client.talk({ streaming }).say({ text: 'Quick!' }, sending))
  if (!streaming) await until(() => upstream.requests.length > 0).then(leave)
  const error = await failure
  strictEqual(error instanceof Error && nameOf(error), client.abortName)
  await until(() => upstream.last().abortedAtMs !== null)
  strictEqual(upstream.underWay(), 0)
  ok((await hub.takeRows()).some(({ errorCode }) => errorCode === 'client_gone'))
  strictEqual(await hub.metric('cch_requests_in_flight'), 0)
}

/** Of the SDK's class; what the platform throws has only its name. */
const nameOf = (error: Error): string => (error instanceof DOMException ? error.name : error.constructor.name)

export const CASES: readonly MatrixCase[] = [
  { name: 'text', everyType: true, run: text },
  { name: 'length', run: length },
  { name: 'thinking', run: thinking },
  { name: 'tools', everyType: true, run: (place) => toolLoop(place, { think: false }) },
  { name: 'tools with thoughts', run: (place) => toolLoop(place, { think: true }) },
  { name: 'tool that shows', notFor: 'openai-chat', run: shownResult },
  { name: 'image', run: image },
  { name: 'schema', run: schema },
  ...FAILURE_CASES,
  { name: 'abort', harms: true, run: abort },
]
