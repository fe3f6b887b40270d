import { budgetIn, effortIn, EFFORTS, isEffort } from '../ir/reasoning'
import type { Effort, Reasoning } from '../ir/reasoning'
import type { IrRequest } from '../ir/request'
import type { Repair } from './repair'

/** Anthropic's smallest. @see https://platform.claude.com/docs/en/build-with-claude/extended-thinking */
const MIN_BUDGET = 1_024

/** A budget outside of what the model takes, or one that leaves nothing for the answer. */
export const thinkingBudget: Repair = {
  name: 'thinking_budget',
  ahead: ['claude'],
  askedBy: {
    claude: /budget_tokens/i,
    gemini: /thinking.?budget/i,
  },
  mend(request, { to, refusal }) {
    const { reasoning, maxTokens } = request
    const budget = reasoning?.budget ?? null
    if (!reasoning || reasoning.mode === 'off' || budget === null || budget < 0) return request
    const range = rangeIn(refusal) ?? (to === 'claude' ? { least: MIN_BUDGET, most: Infinity } : null)
    if (!range) return request
    // Refused with a limit for the whole answer: a fifth of it is left for what is to be read.
    const room =
      to === 'claude' && refusal !== '' && maxTokens !== null ? Math.floor(maxTokens * 0.8) : Infinity
    const fitted = Math.min(Math.max(budget, range.least), range.most, room)
    if (fitted === budget) return request
    return withReasoning(
      request,
      fitted < range.least
        ? { ...reasoning, mode: 'off', effort: null, budget: null }
        : { ...reasoning, budget: fitted },
    )
  },
}

function rangeIn(refusal: string): { least: number; most: number } | null {
  const both = /between (\d+) and (\d+)/i.exec(refusal)
  if (both) return { least: Number(both[1]), most: Number(both[2]) }
  const least = /(?:greater than or equal to|at least|minimum(?: of| is)?) (\d+)/i.exec(refusal)
  return least ? { least: Number(least[1]), most: Infinity } : null
}

/** The older or the newer way of asking a model to think, of which it knows the other one. */
export const thinkingMode: Repair = {
  name: 'thinking_mode',
  ahead: [],
  askedBy: {
    claude: /thinking\.type|adaptive thinking is not supported|does not support (?:extended )?thinking/i,
  },
  mend(request, { refusal }) {
    const { reasoning } = request
    if (!reasoning || reasoning.mode === 'off') return request
    if (/does not support (?:extended )?thinking/i.test(refusal)) return withReasoning(request, null)
    if (reasoning.budget !== null)
      return withReasoning(request, { ...reasoning, mode: 'auto', effort: effortIn(reasoning), budget: null })
    const budget = budgetIn(reasoning)
    return withReasoning(request, {
      ...reasoning,
      mode: 'on',
      effort: null,
      budget: budget ?? MIN_BUDGET * 8,
    })
  },
}

/** An effort that the model does not know: the nearest of those that its refusal lists, else none. */
export const reasoningEffort: Repair = {
  name: 'reasoning_effort',
  ahead: [],
  askedBy: {
    claude: /effort/i,
    'openai-chat': /reasoning_effort|reasoning effort/i,
    'codex-responses': /reasoning\.effort|reasoning effort/i,
    gemini: /thinking.?level/i,
  },
  mend(request, { refusal }) {
    const { reasoning } = request
    const effort = reasoning && effortIn(reasoning)
    if (!effort) return request
    const listed = /\b(?:supported|valid|allowed)\b[^:]*: (.*)/is.exec(refusal)?.[1] ?? ''
    const supported = [...listed.matchAll(/[a-z]+/gi)].map(([word]) => word.toLowerCase()).filter(isEffort)
    const nearest = supported.length > 0 ? nearestTo(effort, supported) : null
    if (nearest === effort) return request
    const known = nearest !== null && nearest !== 'none'
    return withReasoning(request, known ? { ...reasoning, effort: nearest, budget: null } : null)
  },
}

function nearestTo(effort: Effort, supported: readonly Effort[]): Effort {
  const rank = EFFORTS.indexOf(effort)
  const distance = (other: Effort): number => Math.abs(EFFORTS.indexOf(other) - rank)
  return supported.reduce((best, other) => (distance(other) < distance(best) ? other : best))
}

/** OpenAI shows summaries of thoughts to organizations that it has verified. */
export const reasoningSummary: Repair = {
  name: 'reasoning_summary',
  ahead: [],
  askedBy: { 'codex-responses': /verified to generate reasoning summar|reasoning\.summary/i },
  mend: (request) =>
    request.reasoning && request.reasoning.visible !== false
      ? withReasoning(request, { ...request.reasoning, visible: false })
      : request,
}

/** Temperature and its like, for models that take only their own. */
export const fixedSampling: Repair = {
  name: 'fixed_sampling',
  ahead: [],
  askedBy: {
    claude:
      /`?(?:temperature|top_p|top_k)`?.{0,80}(?:may only|cannot|must be|deprecated|not supported|unset)/i,
    'openai-chat':
      /(?:unsupported|not support).{0,80}(?:temperature|top_p|penalty)|(?:temperature|top_p|penalty).{0,60}(?:unsupported|not support)/i,
    'codex-responses':
      /(?:unsupported|not support).{0,80}(?:temperature|top_p)|(?:temperature|top_p).{0,60}(?:unsupported|not support)/i,
  },
  mend(request) {
    const { seed, ...varied } = request.sampling
    if (Object.values(varied).every((value) => value === null)) return request
    const sampling = {
      temperature: null,
      topP: null,
      topK: null,
      presencePenalty: null,
      frequencyPenalty: null,
    }
    return { ...request, sampling: { ...sampling, seed } }
  },
}

const withReasoning = (request: IrRequest, reasoning: Reasoning | null): IrRequest => ({
  ...request,
  reasoning,
})
