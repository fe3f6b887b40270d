export const EFFORTS = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'] as const
export type Effort = (typeof EFFORTS)[number]

/** How much the model is to think. `auto`: as it sees fit. Effort and budget are each null when the client did not say
 * it; encoders that need the other one derive it. */
export interface Reasoning {
  readonly mode: 'off' | 'on' | 'auto'
  readonly effort: Effort | null
  /** Tokens. */
  readonly budget: number | null
  /** Whether the thoughts, or a summary of them, are to come back; null: not said. */
  readonly visible: boolean | null
}

const BUDGET_OF: Record<Effort, number> = {
  none: 0,
  minimal: 1_024,
  low: 2_048,
  medium: 8_192,
  high: 16_384,
  xhigh: 24_576,
  max: 31_999,
}

/** Tokens for an effort; the protocols define no exchange rate, this is the hub's. */
export const budgetOf = (effort: Effort): number => BUDGET_OF[effort]

/** The effort whose budget is nearest from above. */
export function effortOf(budget: number): Effort {
  if (budget <= 0) return 'none'
  if (budget <= 1_024) return 'minimal'
  if (budget <= 4_096) return 'low'
  if (budget <= 12_288) return 'medium'
  return budget <= 24_576 ? 'high' : 'xhigh'
}

/** The effort that a request comes to, whichever way it said it; null: the model's own default. */
export function effortIn(reasoning: Reasoning): Effort | null {
  if (reasoning.mode === 'off') return 'none'
  if (reasoning.effort !== null) return reasoning.effort
  return reasoning.budget === null ? null : effortOf(reasoning.budget)
}

/** The tokens that it comes to; null: the model's own default. */
export function budgetIn(reasoning: Reasoning): number | null {
  if (reasoning.mode === 'off') return 0
  if (reasoning.budget !== null) return reasoning.budget
  return reasoning.effort === null ? null : budgetOf(reasoning.effort)
}

export const isEffort = (value: unknown): value is Effort => EFFORTS.some((effort) => effort === value)
