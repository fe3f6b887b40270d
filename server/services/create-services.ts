import type { Secrets } from '#server/platform/secrets'
import type { Stores } from '#server/stores/interfaces'
import { createAdminAccess } from './admin-access'
import type { AdminAccess } from './admin-access'
import { createKeyService } from './key-service'
import type { KeyService } from './key-service'
import { createLogService } from './log-service'
import type { LogService } from './log-service'
import { createProviderService } from './provider-service'
import type { ProviderService } from './provider-service'
import { createReadOverview } from './read-overview'
import type { Overview } from './read-overview'
import { createTestProvider } from './test-provider'
import type { ProviderTestResult } from './test-provider'
import { createUserService } from './user-service'
import type { UserService } from './user-service'

/** The control plane: all that the admin API and the console can do. */
export interface Services {
  providers: ProviderService
  users: UserService
  keys: KeyService
  logs: LogService
  access: AdminAccess
  testProvider: (id: string) => Promise<ProviderTestResult>
  readOverview: () => Promise<Overview>
}

export interface ServicesOptions {
  stores: Pick<Stores, 'providers' | 'users' | 'apiKeys' | 'requestLogs'>
  secrets: Pick<Secrets, 'generateApiKey' | 'isAdminToken' | 'signSession'>
  clock: { nowMs(): number; monotonicMs(): number }
  /** Version of the hub, as the overview shows it. */
  version: string
  /** Called after every write: brings this process's snapshot up to date, so that a change holds when its answer is
   * sent. Must not reject; the write is done, and the snapshot's own poll is the net. */
  onConfigChanged: () => Promise<void>
}

export function createServices(options: ServicesOptions): Services {
  const { stores, secrets, clock, version, onConfigChanged } = options
  const { providers, users, apiKeys, requestLogs } = stores
  return {
    providers: createProviderService({ providers, onConfigChanged }),
    users: createUserService({ users, onConfigChanged }),
    keys: createKeyService({
      apiKeys,
      users,
      generateApiKey: () => secrets.generateApiKey(),
      onConfigChanged,
    }),
    logs: createLogService({ requestLogs }),
    access: createAdminAccess({ secrets, nowMs: () => clock.nowMs() }),
    testProvider: createTestProvider({ providers, monotonicMs: () => clock.monotonicMs() }),
    readOverview: createReadOverview({ stores, version, nowMs: () => clock.nowMs() }),
  }
}
