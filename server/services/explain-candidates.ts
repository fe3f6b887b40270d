import { tierOf } from '#server/domain/selection'
import type { Candidate, Decision, Exclusion, SelectionFacts } from '#server/domain/selection'
import type { SelectableProvider, SelectionReason } from '#server/domain/selection'

/** One line of the table that tells why a provider was chosen, or not. */
export interface ExplainedCandidate {
  providerId: string
  name: string
  priority: number
  weight: number
  /** The request would be translated for it. */
  translated: boolean
  /** What the model is called there; null where it was excluded before that mattered. */
  servedModel: string | null
  excluded: Exclusion | null
  chosen: boolean
  /** 0..1 of the requests without a session of their own; 0 for those that are excluded or in a worse tier. */
  share: number
  /** One sentence in English. */
  why: string
}

type Facts = Pick<SelectionFacts, 'dialect' | 'operation' | 'model' | 'group'>
type Choice = Pick<Decision<unknown>, 'reason' | 'candidates'> & { providerId: string | null }

/** The candidates of one decision, in the order of the configuration, each with its reason in words.
 * @param providers those that were decided between */
export function explainCandidates(
  { providerId, reason, candidates }: Choice,
  providers: readonly SelectableProvider[],
  facts: Facts,
): ExplainedCandidate[] {
  const byId = new Map(providers.map((provider) => [provider.id, provider]))
  const eligible = candidates.filter(({ excluded }) => excluded === null)
  const tier = Math.min(...eligible.map(tierOf))
  const weightOf = (candidate: Candidate): number => byId.get(candidate.providerId)?.weight ?? 0
  const best = eligible.filter((candidate) => tierOf(candidate) === tier)
  const total = best.reduce((sum, candidate) => sum + weightOf(candidate), 0)
  return candidates.map((candidate) => {
    const { name, priority, translated, servedModel, excluded } = candidate
    const chosen = candidate.providerId === providerId
    const share = best.includes(candidate) && total > 0 ? weightOf(candidate) / total : 0
    const why =
      excluded !== null
        ? EXCLUDED[excluded](facts, byId.get(candidate.providerId))
        : chosen && reason !== null
          ? CHOSEN[reason]
          : passedOver(candidate, best[0], reason)
    const weight = weightOf(candidate)
    return {
      providerId: candidate.providerId,
      name,
      priority,
      weight,
      translated,
      servedModel,
      excluded,
      chosen,
      share,
      why,
    }
  })
}

type Words = (facts: Facts, provider: SelectableProvider | undefined) => string

const EXCLUDED: Record<Exclusion, Words> = {
  disabled: () => 'It is disabled.',
  dialect: ({ dialect, operation }, provider) =>
    provider?.dialect === dialect
      ? `It does not offer the operation ${operation}.`
      : `It speaks ${provider?.dialect ?? 'another protocol'}, and the request is ${dialect}.${untranslated(provider, operation)}`,
  group: ({ group }) => `It does not carry the group tag ${JSON.stringify(group)}.`,
  schedule: () => 'It is outside the hours of its schedule.',
  model: ({ model }) => `Its allowed models do not include ${JSON.stringify(model)}.`,
  weight: () => 'Its weight is 0.',
  tried: () => 'It was tried already for this request.',
  quarantined: () => 'It refused its credential a short while ago.',
  cooldown: () => 'It asked to be left alone for a while.',
  model_cooldown: () => 'It said a short while ago that it does not have this model.',
  sessions_full: () => 'It has as many sessions as it may serve at once.',
  limit_reached: () => 'Its limit of requests a minute, or of money, is used up.',
  circuit_open: () => 'Its circuit is open after failures, or all its probes are under way.',
}

const untranslated = (provider: SelectableProvider | undefined, operation: string): string =>
  provider?.acceptsTranslated === true
    ? ` The operation ${operation} is not translated.`
    : ' It takes no translated requests.'

const CHOSEN: Record<SelectionReason, string> = {
  bound: 'The session is bound to it.',
  weight: 'Chosen by weight among the best priority.',
  'fail-back': 'The session has been idle for long enough to go back to the better priority.',
  'last-resort': 'It asked for a pause, but there is nobody else.',
}

function passedOver(
  candidate: Candidate,
  best: Candidate | undefined,
  reason: SelectionReason | null,
): string {
  if (reason === 'bound') return 'It could serve, but the session is bound to another one.'
  if (!best || tierOf(candidate) === tierOf(best))
    return 'It could serve, but the weights gave this request to another one.'
  return candidate.translated && !best.translated
    ? "It could serve, but only translated, and there is one that speaks the client's own protocol."
    : `It could serve, but priority ${String(candidate.priority)} comes after ${String(best.priority)}.`
}
