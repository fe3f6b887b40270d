import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { modelPricesSchema } from '#server/domain/price-rates'
import type { Logger } from '#server/platform/logger'
import type { ModelPriceStore } from '#server/stores/interfaces'

/** What the hub ships: prisma/seed/model-prices.json, which prisma/seed/make-prices.ts writes. */
const seedSchema = z.object({
  /** When these prices were looked up; other prices have another moment. */
  validFrom: z.iso.datetime(),
  models: z.record(z.string(), z.unknown()),
})

/** Keep the shipped prices as versions of source `seed`, once each time that they are others. Older ones stay.
 * @param file path of the JSON file */
export async function seedPrices(options: {
  file: string
  modelPrices: Pick<ModelPriceStore, 'has' | 'addMissing'>
  log: Pick<Logger, 'info'>
}): Promise<void> {
  const { modelPrices, log } = options
  const seed = seedSchema.parse(JSON.parse(readFileSync(options.file, 'utf8')))
  const validFrom = new Date(seed.validFrom)
  const entries = Object.entries(seed.models)
  const [first] = entries
  // All of them are written at once, so that one tells of all.
  if (!first || (await modelPrices.has({ model: first[0], source: 'seed', validFrom }))) return
  const added = await modelPrices.addMissing(
    entries.map(([model, prices]) => ({
      model,
      source: 'seed',
      validFrom,
      prices: modelPricesSchema.parse(prices),
    })),
  )
  log.info({ prices: added, asOf: seed.validFrom }, 'prices of models shipped with the hub are in force')
}
