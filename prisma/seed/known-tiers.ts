import { roundHalfUp } from '#server/domain/price-rates'
import type { ModelPrices } from '#server/domain/price-rates'

/** Factors on input and output that the vendors state for whole families and the sources leave out. */
const FACTORS: readonly { models: RegExp; tiers: Readonly<Record<string, bigint>> }[] = [
  // Inference in the US only, for Claude Opus 4.6, Sonnet 4.6 and what came after them:
  // https://platform.claude.com/docs/en/about-claude/pricing#data-residency-pricing
  { models: /^claude-(?:[a-z]+-4-[6-9]|[a-z]+-5)(?:$|-)/, tiers: { us: 110n } },
  // https://community.openai.com/t/gpt-5-4-deep-dive-pricing-context-limits-and-tool-search-explained/1375800
  { models: /^gpt-5[.-]4(?:$|-2026)/, tiers: { flex: 50n, priority: 200n } },
]

/** Percent of the standard rates, for tiers that the prices do not tell. */
export function withKnownTiers(model: string, prices: ModelPrices): ModelPrices {
  const { input, output } = prices.rates
  const known = FACTORS.filter(({ models }) => models.test(model)).flatMap(({ tiers }) =>
    Object.entries(tiers),
  )
  const derived = known.map(([tier, percent]) => {
    const rate = (base: string) => String(roundHalfUp(BigInt(base) * percent, 100n))
    return [tier, { input: rate(input), output: rate(output) }] as const
  })
  return { ...prices, tiers: { ...Object.fromEntries(derived), ...prices.tiers } }
}
