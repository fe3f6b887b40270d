import type { ErrorRuleView } from '#server/trpc/schemas/error-rule'

/** What follows a failed attempt, as one choice: two flags of which one needs the other would be asked twice. */
export const ATTEMPTS = ['switch', 'again', 'none'] as const
type Attempt = (typeof ATTEMPTS)[number]

export function attemptOf({
  retry,
  switchProvider,
}: Pick<ErrorRuleView, 'retry' | 'switchProvider'>): Attempt {
  if (!retry) return 'none'
  return switchProvider ? 'switch' : 'again'
}
