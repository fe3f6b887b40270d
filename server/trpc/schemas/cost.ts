import { z } from 'zod'
import { formatUsd } from '#server/domain/money'
import { formatUsdPerMillion, RATE_KEYS } from '#server/domain/price-rates'
import { PRICE_SOURCES } from '#server/domain/price-versions'
import type { ItemizedCost } from '#server/services/itemize-cost'
import { isoTime, toIso } from './fields'

const usd = (description: string) => z.string().meta({ description: `Decimal USD ${description}` })

const costDetails = z.object({
  price: z.object({
    id: z.string(),
    model: z.string().meta({ description: 'Under which the price stands' }),
    source: z.enum(PRICE_SOURCES),
    validFrom: isoTime,
  }),
  lines: z.array(
    z.object({
      bucket: z
        .enum(RATE_KEYS)
        .meta({ description: 'output is without its reasoning, which is a line of its own' }),
      tokens: z.number().int(),
      usdPerMillion: z.string().meta({ description: 'Rate, decimal USD per million tokens' }),
      usd: usd('before the multiplier, twelve decimals'),
    }),
  ),
  tier: z
    .string()
    .nullable()
    .meta({ description: 'Service tier whose rates count; null is the standard one' }),
  aboveTokens: z
    .number()
    .nullable()
    .meta({ description: 'The prompt was longer than this, and its rates count; null for a short one' }),
  costMultiplier: z.string().meta({ description: "The provider's" }),
  costUsd: usd('that the lines come to, times the multiplier'),
  otherUsd: usd(
    'that was billed beyond: attempts of other providers, or what a request cut off had reserved',
  ),
})

export const itemizedCostView = z
  .object({
    requestId: z.string(),
    details: costDetails.nullable().meta({ description: 'null when no price was known' }),
  })
  .meta({ id: 'ItemizedCost' })
export type ItemizedCostView = z.output<typeof itemizedCostView>

const PICO_DIGITS = 12

export const toItemizedCostView = (requestId: string, cost: ItemizedCost | null): ItemizedCostView => ({
  requestId,
  details: cost && {
    price: {
      id: cost.price.id,
      model: cost.price.model,
      source: cost.price.source,
      validFrom: toIso(cost.price.validFrom),
    },
    lines: cost.lines.map(({ bucket, tokens, picoUsdPerToken, picoUsd }) => ({
      ...{ bucket, tokens, usdPerMillion: formatUsdPerMillion(picoUsdPerToken) },
      usd: formatPico(picoUsd),
    })),
    tier: cost.tier,
    aboveTokens: cost.aboveTokens,
    costMultiplier: cost.costMultiplier,
    costUsd: formatUsd(cost.costNanoUsd),
    otherUsd: formatUsd(cost.billedNanoUsd - cost.costNanoUsd),
  },
})

/** Twelve decimals are exact: rates are pico-USD per token. */
function formatPico(picoUsd: bigint): string {
  const digits = picoUsd.toString().padStart(PICO_DIGITS + 1, '0')
  const fraction = digits.slice(-PICO_DIGITS).replace(/0+$/, '')
  return `${digits.slice(0, -PICO_DIGITS)}${fraction ? `.${fraction}` : ''}`
}
