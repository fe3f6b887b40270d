import { describe, expect, it } from 'vitest'
import { DIALECTS } from '#server/domain/dialect'
import type { Dialect } from '#server/domain/dialect'
import type { ProviderType } from '#server/domain/provider'
import {
  cut,
  DIALECT_OF,
  readRecording,
  recordings,
  recordingsPresent as present,
  wireText,
} from '#server/testing/recorded-answers'
import { ANSWER_KINDS } from '#server/testing/ready-answer'
import { readyAnswer } from '#server/testing/upstream-answers'
import { createTranslation } from '../translate/translation'
import { translateAnswer } from './translate-answer'

const PROVIDERS: Record<Dialect, ProviderType> = {
  claude: 'claude',
  'openai-chat': 'openai-compatible',
  'codex-responses': 'codex',
  gemini: 'gemini',
}

const BODIES: Record<Dialect, object> = {
  claude: {
    model: 'm',
    max_tokens: 9_000,
    thinking: { type: 'enabled', budget_tokens: 2_000 },
    messages: [{ role: 'user', content: 'hi' }],
  },
  'openai-chat': {
    model: 'm',
    messages: [{ role: 'user', content: 'hi' }],
    stream_options: { include_usage: true },
  },
  'codex-responses': { model: 'm', input: 'hi', reasoning: { summary: 'auto' } },
  gemini: {
    contents: [{ role: 'user', parts: [{ text: 'hi' }] }],
    generationConfig: { thinkingConfig: { includeThoughts: true } },
  },
}

/** The client's bytes for a provider's, which come in these pieces. */
function translated(pieces: readonly Buffer[], from: Dialect, client: Dialect, streaming: boolean): string {
  const { translation } = createTranslation({
    client,
    clientEnvelope: false,
    asArray: false,
    provider: { type: PROVIDERS[from], dialect: from, codeAssistProject: null },
    body: BODIES[client],
    modelInPath: client === 'gemini' ? 'm' : null,
    streaming,
    model: 'm',
    servedModel: 'served',
    requestId: '0192a3b4-c5d6-7e8f-9012-3456789abcde',
    nowMs: 1_790_000_000_000,
    repairsOff: [],
    refusal: '',
  })
  const editor = translateAnswer(translation, { sse: true, status: 200 })
  const out = pieces.map((piece) => Buffer.from(editor.feed(piece)))
  return Buffer.concat([...out, editor.finish()]).toString()
}

/** Ids that the hub makes up by chance, where Google's answer has no name of its own. */
const steady = (text: string): string => text.replaceAll(/call_gm_[0-9a-f]{16}/g, 'call_gm_made_up')

const inTwo = (bytes: Buffer, at: number) => [bytes.subarray(0, at), bytes.subarray(at)]
const others = (from: Dialect) => DIALECTS.filter((to) => to !== from)

describe.each(DIALECTS)('a stream of %s, translated', (from) => {
  it.each(ANSWER_KINDS)('is the same wherever it is cut in two: %s', (kind) => {
    const { bytes } = readyAnswer(from, kind, 'stream')
    for (const client of others(from)) {
      const whole = steady(translated([bytes], from, client, true))
      expect(whole).not.toBe('')
      // A prime step reaches every place of a frame in the end, and each line's end is tried.
      for (let at = 0; at <= bytes.length; at += bytes[at] === 0x0a || bytes[at] === 0x0d ? 1 : 13)
        if (steady(translated(inTwo(bytes, at), from, client, true)) !== whole)
          throw new Error(`${client}, cut at ${String(at)}`)
    }
  })
})

const streams = recordings.flatMap(({ file, api, form, status }) => {
  const from = DIALECT_OF[api]
  const isStream = form === 'sse' || form === 'chunks.jsonl'
  return from && isStream && (status ?? 200) < 400 ? [{ file, form, from }] : []
})

describe.skipIf(!present)('recorded streams (skipped where ../shared/fixtures is not there)', () => {
  it.each(streams)('$file: random pieces, single bytes', ({ file, form, from }) => {
    const bytes = Buffer.from(wireText(readRecording(file), form, from))
    for (const client of others(from)) {
      const whole = outcome(() => translated([bytes], from, client, true))
      expect(outcome(() => translated(cut(bytes, 'random'), from, client, true))).toBe(whole)
      // A client that wants its answer whole gets the same one, too.
      const collected = outcome(() => translated([bytes], from, client, false))
      expect(outcome(() => translated(cut(bytes, 'random'), from, client, false))).toBe(collected)
      if (bytes.length < 6_000)
        expect(outcome(() => translated(cut(bytes, 'bytes'), from, client, true))).toBe(whole)
    }
  })
})

/** The text, or what went wrong. */
function outcome(work: () => string): string {
  try {
    return steady(work())
  } catch (error) {
    return String(error)
  }
}
