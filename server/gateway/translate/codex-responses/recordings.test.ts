import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import {
  decode,
  DIALECT_OF,
  readRecording,
  recordings,
  recordingsPresent,
} from '#server/testing/recorded-answers'
import type { SseFrame } from '../ir/codec'
import { isRecord } from '../ir/metering'
import { collect, eventsOf, IrFailure } from '../ir/response'
import type { IrEvent, IrResponse } from '../ir/response'
import { inSequence } from '../ir/sequence'
import { responsesCodec } from './codec'
import { checkResponsesStream } from './grammar'
import { clientContext, decodeAll, framesIn, plain } from './codec-fixtures'

const own = recordings.filter(({ api }) => DIALECT_OF[api] === 'codex-responses')
const streams = own.filter(({ form, features }) => form !== 'json' && !features.includes('error'))
const wholes = own.filter(({ form, features }) => form === 'json' && !features.includes('error'))
const failures = own.filter(({ features }) => features.includes('error'))

/** The project that recorded it changed its deltas by hand, and they do not add up to the text. */
const CONSISTENT = streams.filter(({ file }) => !file?.includes('openai-shell-container'))

/** Each time that OpenAI says a thought it encrypts it anew. */
const unsealed = (response: IrResponse): unknown =>
  JSON.parse(JSON.stringify(plain(response)).replaceAll(/gAAAA[\w=-]+/g, 'sealed'))

/** OpenRouter ends an item after the one that follows it. */
function unordered(response: IrResponse): unknown {
  const parts = response.parts.toSorted((a, b) => (a.type < b.type ? -1 : 1))
  return plain({ ...response, parts })
}

const framesOf = (file: string | null, form: string): SseFrame[] =>
  decode(readRecording(file), form).map((data) => ({ name: String(data.type), data }))

const written = (events: Iterable<IrEvent>): SseFrame[] => {
  const encoder = responsesCodec.createStreamEncoder(clientContext())
  return framesIn([...events].map((event) => encoder.encode(event)).join(''))
}

describe.skipIf(!recordingsPresent)(
  'recorded answers (skipped where ../shared/fixtures is not there)',
  () => {
    it('are there', () => {
      expect(streams.length).toBeGreaterThan(30)
      expect(wholes.length).toBeGreaterThan(50)
      expect(failures.length).toBeGreaterThan(5)
    })

    it.each(CONSISTENT)('$file: its closing response tells the same as its events', ({ file, form }) => {
      const frames = framesOf(file, form)
      const streamed = collect(decodeAll(frames).flatMap(inSequence()))
      const closing = frames.findLast(({ name }) =>
        /^response\.(completed|incomplete)$/.test(name ?? ''),
      )?.data
      const body = isRecord(closing) ? closing.response : null
      expect(unsealed(streamed)).toEqual(unsealed(responsesCodec.decodeResponse(body)))
    })

    it.each(streams)('$file: said again, it is well-formed and the same', ({ file, form }) => {
      const events = decodeAll(framesOf(file, form)).flatMap(inSequence())
      const frames = written(events)
      expect(checkResponsesStream(frames)).toEqual([])
      expect(plain(collect(decodeAll(frames)))).toEqual(plain(collect(events)))
    })

    it.each(CONSISTENT)('$file: only its done events, or only its end, are enough', ({ file, form }) => {
      const frames = framesOf(file, form)
      const expected = unordered(collect(decodeAll(frames)))
      const withoutDeltas = frames.filter(({ name }) => !name?.endsWith('.delta'))
      expect(unordered(collect(decodeAll(withoutDeltas)))).toEqual(expected)
      const itemsOnly = frames.filter(({ name }) =>
        /response\.created|output_item\.done|completed$|incomplete$/.test(name ?? ''),
      )
      expect(unordered(collect(decodeAll(itemsOnly)))).toEqual(expected)
      expect(unordered(collect(decodeAll(itemsOnly.map(withoutOutput))))).toEqual(expected)
    })

    it.each(wholes)('$file: decoded and encoded again, it says the same', ({ file }) => {
      const [body] = decode(readRecording(file), 'json')
      const response = responsesCodec.decodeResponse(body)
      const again = responsesCodec.encodeResponse(response, clientContext())
      expect(plain(responsesCodec.decodeResponse(again))).toEqual(plain(response))
      expect(again.output).toMatchObject(isRecord(body) ? identities(body.output) : [])
      const frames = written(eventsOf(response))
      expect(checkResponsesStream(frames).filter((violation) => !violation.includes('status is'))).toEqual([])
      expect(plain(collect(decodeAll(frames)))).toEqual(plain(response))
    })

    it.each(failures)('$file: tells of its failure', ({ file, form, status }) => {
      const messages = decode(readRecording(file), (status ?? 0) >= 400 ? 'json' : form)
      if (form !== 'json') {
        const events = decodeAll(framesOf(file, form))
        expect(events.some(({ type }) => type === 'error')).toBe(
          messages.some(({ type }) => type === 'error' || type === 'response.failed'),
        )
        return
      }
      const [body] = messages
      if (isRecord(body) && Array.isArray(body.output)) return
      expect(() => responsesCodec.decodeResponse(body)).toThrow(IrFailure)
      const error = responsesCodec.decodeError(status ?? 400, body)
      expect(error.message.length).toBeGreaterThan(10)
      const again = responsesCodec.decodeError(error.status, responsesCodec.encodeError(error, 'req'))
      expect(again).toMatchObject({ kind: error.kind, message: error.message })
    })
  },
)

/** Ids and kinds of the items, which are to stay. */
const identities = (output: unknown): object[] =>
  Array.isArray(output)
    ? output.map((item: unknown) =>
        isRecord(item) ? { ...(item.id !== undefined && { id: item.id }), type: item.type } : {},
      )
    : []

function withoutOutput({ name, data }: SseFrame): SseFrame {
  if (!isRecord(data) || !isRecord(data.response)) return { name, data }
  return { name, data: { ...data, response: { ...data.response, output: [] } } }
}

/** Requests beside the answers, and those of Codex. */
const FOLDER = fileURLToPath(new URL('../../../../../shared/fixtures/', import.meta.url))
const json = (file: string): unknown => JSON.parse(readFileSync(`${FOLDER}${file}`, 'utf8'))
const rows = (value: unknown): Record<string, unknown>[] =>
  Array.isArray(value) ? value.filter(isRecord) : []

function recordedRequests(): { name: string; body: Record<string, unknown> }[] {
  if (!recordingsPresent) return []
  const index = json('INDEX.json')
  const entries = isRecord(index) ? rows(index.entries) : []
  const beside = entries
    .filter(({ api, request }) => api === 'openai-responses' && typeof request === 'string')
    .map(({ request }) => ({ name: String(request), body: json(String(request)) }))
  const clients = [
    'codex-0.58.0__cx58',
    'codex-0.98.0__cx98',
    'codex-0.130.0__cx130',
    'codex-0.169.0__codex1',
    'codex-0.169.0__codex2',
    'codex-0.169.0__codex4',
    'codex-0.169.0__cx_img',
  ].flatMap((name) =>
    rows(json(`clients/${name}.json`)).map(({ body }, at) => ({ name: `${name} ${at}`, body })),
  )
  return [...beside, ...clients].flatMap(({ name, body }) =>
    isRecord(body) && 'input' in body ? [{ name, body }] : [],
  )
}

const requests = recordedRequests()

describe.skipIf(!recordingsPresent)(
  'recorded requests (skipped where ../shared/fixtures is not there)',
  () => {
    it('are there', () => {
      expect(requests.length).toBeGreaterThan(90)
    })

    it.each(requests)('$name', ({ body }) => {
      const warnings: string[] = []
      const request = responsesCodec.decodeRequest(body, { model: null, stream: null })
      const again = responsesCodec.encodeRequest(request, {
        providerType: 'codex',
        model: String(body.model),
        warn: (code) => warnings.push(code),
      })
      expect(again).toEqual(normalised(body))
      expect(warnings).toEqual([])
    })
  },
)

/** The list in codec.ts, as far as recordings need it. */
const normalised = (body: Record<string, unknown>): unknown =>
  Object.fromEntries(
    Object.entries(body).filter(
      ([key, value]) =>
        value !== null &&
        !(key === 'stream' && value === false) &&
        !(key === 'tools' && Array.isArray(value) && value.length === 0),
    ),
  )
