import { z } from 'zod'
import { selectableProviderSchema } from '#server/domain/decision-trace'
import type { RoutingSnapshotStore } from './interfaces'
import type { StoreContext } from './store-context'
import { attempt, StoreError } from './store-error'

const providersSchema = z.array(selectableProviderSchema)

export function createRoutingSnapshotStore({
  client,
  now,
}: Pick<StoreContext, 'client' | 'now'>): RoutingSnapshotStore {
  return {
    async keep(version, providers) {
      const where = { version: BigInt(version) }
      try {
        await attempt(async () => {
          if (await client.routingSnapshot.findUnique({ where, select: { version: true } })) return
          // Parsing leaves out whatever selection does not look at, secrets above all.
          const data = { ...where, providers: providersSchema.parse(providers), createdAt: now() }
          await client.routingSnapshot.create({ data })
        })
      } catch (error) {
        // Another instance was faster, with the same providers. (Prisma's upsert meets the same race.)
        if (!(error instanceof StoreError && error.code === 'conflict')) throw error
      }
    },

    get: (version) =>
      attempt(async () => {
        const row = await client.routingSnapshot.findUnique({ where: { version: BigInt(version) } })
        const parsed = providersSchema.safeParse(row?.providers)
        return parsed.success ? parsed.data : null
      }),
  }
}
