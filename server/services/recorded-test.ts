import { phaseAt } from '#server/domain/circuit'
import type { HealthBoard } from '#server/stores/health-board'
import type { ProviderStore } from '#server/stores/interfaces'
import type { HealthHistory } from './health-history'
import { createTestProvider } from './test-provider'
import type { ProviderTestResult } from './test-provider'

/** A test of a connection is a part of the provider's history. */
export function createRecordedTest({
  providers,
  clock,
  health,
  healthHistory,
}: {
  providers: Pick<ProviderStore, 'loadRuntime'>
  clock: { nowMs(): number; monotonicMs(): number }
  health: HealthBoard
  healthHistory: HealthHistory
}): (id: string) => Promise<ProviderTestResult> {
  const testProvider = createTestProvider({ providers, monotonicMs: () => clock.monotonicMs() })
  return async (id) => {
    const result = await testProvider(id)
    const atMs = clock.nowMs()
    healthHistory.add({
      providerId: id,
      event: result.ok ? 'test_passed' : 'test_failed',
      state: phaseAt(health.get(id).circuit, atMs),
      detail: result.message,
      latencyMs: result.latencyMs,
      atMs,
    })
    return result
  }
}
