import type { RequestSize } from '#server/domain/estimate-cost'
import type { Identified, RequestBody } from '../exchange'

/** The names that the protocols have for the most that an answer may be; the higher one counts where there are two. */
const OUTPUT_LIMITS = ['max_tokens', 'max_completion_tokens', 'max_output_tokens'] as const

/** What a request says of its own size. Nothing is parsed but a few numbers. */
export function sizeOf({ body, route }: Pick<Identified, 'body' | 'route'>): RequestSize {
  const generation = route.dialect === 'gemini' ? generationConfig(body, route.envelope) : null
  const told = generation
    ? [wholeNumber(generation.maxOutputTokens), wholeNumber(generation.max_output_tokens)]
    : OUTPUT_LIMITS.map((name) => numberAt(body, name))
  const limits = told.filter((limit) => limit !== null)
  return {
    bodyBytes: body.bytes.length,
    maxOutputTokens: limits.length > 0 ? Math.max(...limits) : null,
    choices:
      (generation
        ? wholeNumber(generation.candidateCount ?? generation.candidate_count)
        : numberAt(body, 'n')) ?? 1,
  }
}

function numberAt({ bytes, members }: RequestBody, name: string): number | null {
  const range = members.get(name)
  return range ? wholeNumber(Number(bytes.toString('latin1', range.start, range.end))) : null
}

const wholeNumber = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) && value >= 1 ? Math.ceil(value) : null

/** Schemas of answers stand in it too, so that it can be long; the envelope holds the whole conversation. */
const MAX_PARSED = 65_536

function generationConfig({ bytes, members }: RequestBody, envelope: boolean): Record<string, unknown> {
  const range = envelope ? undefined : (members.get('generationConfig') ?? members.get('generation_config'))
  if (!range || range.end - range.start > MAX_PARSED) return {}
  const parsed: unknown = JSON.parse(bytes.toString('utf8', range.start, range.end))
  return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {}
}
