import type { Redis } from 'ioredis'
import { z } from 'zod'
import { CIRCUIT_PHASES } from '#server/domain/circuit'
import { HEALTHY } from '#server/domain/provider-health'
import type { ProviderHealth } from '#server/domain/provider-health'
import type { HealthChange, HealthTransition } from './shared-state'

export interface RedisHealth {
  read(providerIds: readonly string[]): Promise<Map<string, ProviderHealth>>
  update(providerId: string, transition: HealthTransition): Promise<HealthChange>
}

/** A document that nobody has written to for a week says nothing about the provider any more. */
const TTL_MS = 7 * 24 * 3_600_000
/** Other instances that may come first, one after the other. Each of them got its own step through. */
const MAX_CONFLICTS = 50

const healthKey = (providerId: string): string => `cch:{health:${providerId}}`

/** What this instance knows of one provider's document, and the transitions that wait for the round trip under way. */
interface Line {
  text: string
  health: ProviderHealth
  waiting: {
    transition: HealthTransition
    resolve: (change: HealthChange) => void
    reject: (error: unknown) => void
  }[]
  busy: boolean
}

/** Provider health as JSON documents. A transition is computed here and written if the document is still the one that it
 * was computed from, else computed again. The document of the last answer is the first guess, so a step costs one round
 * trip; all that come in during a round trip share the next one, so a storm of failures costs a few. */
export function createRedisHealth(client: Redis): RedisHealth {
  const lines = new Map<string, Line>()

  const lineOf = (providerId: string): Line => {
    const known = lines.get(providerId)
    if (known) return known
    const line: Line = { text: '', health: HEALTHY, waiting: [], busy: false }
    lines.set(providerId, line)
    return line
  }

  const see = (line: Line, text: string): void => {
    if (text === line.text) return
    line.text = text
    line.health = parseHealth(text)
  }

  /** Apply all transitions, one after the other, in one step. */
  const commit = async (
    providerId: string,
    line: Line,
    transitions: HealthTransition[],
  ): Promise<HealthChange[]> => {
    for (let conflicts = 0; conflicts < MAX_CONFLICTS; conflicts += 1) {
      const { text, health } = line
      const changes = applyAll(health, transitions)
      const after = changes.at(-1)?.after ?? health
      const next = after === health ? '' : JSON.stringify(after)
      const present = await client.swapHealth1(healthKey(providerId), text, next, TTL_MS)
      if (present !== null) see(line, present)
      else {
        if (next !== '') Object.assign(line, { text: next, health: after })
        return changes
      }
    }
    throw new Error('the health document is changed by others without end')
  }

  const work = async (providerId: string, line: Line): Promise<void> => {
    line.busy = true
    while (line.waiting.length > 0) {
      const batch = line.waiting.splice(0)
      try {
        const changes = await commit(
          providerId,
          line,
          batch.map(({ transition }) => transition),
        )
        for (const [i, change] of changes.entries()) batch[i]?.resolve(change)
      } catch (error) {
        // Those that came in the meantime would fail later only, when nobody waits for them any more.
        for (const { reject } of [...batch, ...line.waiting.splice(0)]) reject(error)
      }
    }
    line.busy = false
  }

  return {
    async read(providerIds) {
      // One by one and not MGET, because the keys live in different slots of a cluster; still one write to the socket.
      const texts = await Promise.all(providerIds.map((id) => client.get(healthKey(id))))
      return new Map(
        providerIds.map((id, i) => {
          const line = lineOf(id)
          see(line, texts[i] ?? '')
          return [id, line.health]
        }),
      )
    },
    update(providerId, transition) {
      const line = lineOf(providerId)
      return new Promise((resolve, reject) => {
        line.waiting.push({ transition, resolve, reject })
        if (!line.busy) void work(providerId, line)
      })
    },
  }
}

function applyAll(health: ProviderHealth, transitions: readonly HealthTransition[]): HealthChange[] {
  let current = health
  return transitions.map((transition) => {
    const before = current
    current = transition(before)
    return { before, after: current }
  })
}

const count = z.int().nonnegative()
const healthSchema: z.ZodType<ProviderHealth> = z.object({
  circuit: z.object({
    phase: z.enum(CIRCUIT_PHASES),
    failures: count,
    openUntilMs: z.number(),
    successes: count,
    permits: z.array(z.number()),
    changedAtMs: z.number(),
  }),
  cooldownUntilMs: z.number(),
  quarantine: z.object({ credential: z.string(), untilMs: z.number() }).nullable(),
  models: z.record(z.string(), z.number()),
})

/** A document that this release does not understand counts as HEALTHY: a provider too many is tried, none is lost. */
function parseHealth(text: string): ProviderHealth {
  if (text === '') return HEALTHY
  try {
    return healthSchema.safeParse(JSON.parse(text)).data ?? HEALTHY
  } catch {
    return HEALTHY
  }
}
