import { describe, expect, it } from 'vitest'
import { DIALECTS } from '#server/domain/dialect'
import type { Dialect } from '#server/domain/dialect'
import { recordingsPresent as present } from '#server/testing/recorded-answers'
import { CODECS } from './codecs'
import {
  byKind,
  CHECKS,
  decodeFrames,
  encoded,
  foldFinish,
  foldUsage,
  framesOf,
  recordedAnswers,
  saidIn,
  written,
} from './cross-dialect-fixtures'
import type { RecordedAnswer } from './cross-dialect-fixtures'
import type { IrError } from './ir/error'
import { collect, IrFailure } from './ir/response'
import type { IrResponse } from './ir/response'

const { answers, failures } = recordedAnswers()
const pairs = DIALECTS.flatMap((from) =>
  DIALECTS.filter((to) => to !== from).map((to): [Dialect, Dialect] => [from, to]),
)

/** What every target has to keep. Pictures, and what a provider's own tools did, are not among it.
 * @param ordered the target's form of answer has an order */
function meaning({ parts, usage }: IrResponse, to: Dialect, ordered: boolean) {
  const said = saidIn(parts, to)
  return { said: ordered ? said : byKind(said), usage }
}

function thrownBy(work: () => unknown): IrError | null {
  try {
    work()
  } catch (error) {
    if (error instanceof IrFailure) return error.error
    throw error
  }
  return null
}

const expected = ({ response }: RecordedAnswer, to: Dialect, ordered: boolean) => ({
  ...meaning(response, to, ordered),
  usage: foldUsage(response.usage, to),
})

describe.skipIf(!present)('recorded answers (skipped where ../shared/fixtures is not there)', () => {
  it('are all there', () => {
    expect(answers.length).toBeGreaterThan(350)
    expect(failures.map(({ form }) => form).toSorted()).toEqual([
      'json',
      'json',
      'json',
      'stream',
      'stream',
      'stream',
    ])
  })

  it.each(failures)('$file fails in every dialect', ({ events, error }) => {
    for (const to of DIALECTS) {
      const frames = framesOf(written(to, events))
      expect(CHECKS[to](frames)).toEqual([])
      const again = thrownBy(() => collect(decodeFrames(to, frames)))
      expect(again?.message).toContain(error.message)
    }
  })

  describe.each(pairs)('%s to %s', (from, to) => {
    const own = answers.filter(({ dialect }) => dialect === from)

    // Responses say that an answer failed which the model could not make. The others have no word for that.
    const whole = own.filter(
      ({ response }) => to !== 'codex-responses' || response.finish?.reason !== 'error',
    )

    it.each(whole)('$file as a stream', (answer) => {
      const frames = framesOf(written(to, answer.events))
      expect(CHECKS[to](frames)).toEqual([])
      const again = collect(decodeFrames(to, frames))
      expect(meaning(again, to, true)).toEqual(expected(answer, to, true))
      expect(again.finish?.reason).toBe(foldFinish(answer.response, to))
    })

    it.each(whole)('$file whole', (answer) => {
      const body: unknown = JSON.parse(JSON.stringify(encoded(to, answer.response)))
      const again = CODECS[to].decodeResponse(body)
      const ordered = to !== 'openai-chat'
      expect(meaning(again, to, ordered)).toEqual(expected(answer, to, ordered))
      expect(again.finish?.reason).toBe(foldFinish(answer.response, to))
    })
  })
})
