import { DEFAULT_CIRCUIT } from '#server/domain/circuit'
import type { CircuitConfig } from '#server/domain/circuit'
import { NO_LIMITS } from '#server/domain/limits'
import type { SpendLimits } from '#server/domain/limits'
import type { Page } from '#server/domain/page'
import { DEFAULT_TIMEOUTS } from '#server/domain/provider'
import type { Provider, ProviderTimeouts } from '#server/domain/provider'
import { checkProxy } from '#server/platform/check-proxy'
import type { ProxyCheck } from '#server/platform/check-proxy'
import type { PageRequest, ProviderCreate, ProviderPatch, ProviderStore } from '#server/stores/interfaces'
import { applyPatch } from './apply-patch'
import type { Patch } from './apply-patch'
import type { Breach } from '#server/domain/broken-rule'
import { checkBaseUrl } from './check-base-url'
import { checkProxyUrl } from './check-proxy-url'
import { ServiceError } from './service-error'
import type { FieldIssue } from './service-error'

/** Of timeouts, circuit and limits a caller may name one alone. */
type Partly<T> = Omit<T, 'timeouts' | 'circuit' | 'limits'> & {
  timeouts?: Patch<ProviderTimeouts> | undefined
  circuit?: Patch<CircuitConfig> | undefined
  limits?: Patch<SpendLimits> | undefined
}

/** FR-001. Every write refreshes this process's snapshot before it returns. */
export interface ProviderService {
  list(page: PageRequest): Promise<Page<Provider>>
  /** @throws ServiceError not_found */
  get(id: string): Promise<Provider>
  /** @throws ServiceError invalid; StoreError when the name is taken */
  create(input: Partly<ProviderCreate>): Promise<Provider>
  /** @throws ServiceError not_found, invalid; StoreError when the name is taken */
  update(id: string, patch: Partly<ProviderPatch>): Promise<Provider>
  /** What was spent before now does not count for the provider's limits any more. @throws ServiceError not_found */
  resetLimits(id: string): Promise<Provider>
  /** @throws ServiceError not_found */
  remove(id: string): Promise<void>
  /** FR-034: whether a provider's host can be reached through a proxy, before either is stored. Sends nothing there.
   * @throws ServiceError invalid */
  checkProxy(input: { proxyUrl: string; baseUrl: string }): Promise<ProxyCheck>
}

const PROXY_DEADLINE_MS = 8_000

export function createProviderService(options: {
  providers: ProviderStore
  onConfigChanged: () => Promise<void>
  nowMs: () => number
}): ProviderService {
  const { providers, onConfigChanged, nowMs } = options

  const get = async (id: string): Promise<Provider> => {
    const provider = await providers.get(id)
    if (!provider) throw ServiceError.notFound('provider', id)
    return provider
  }

  const change = async (id: string, patch: ProviderPatch): Promise<Provider> => {
    const provider = await providers.update(id, patch)
    if (!provider) throw ServiceError.notFound('provider', id)
    await onConfigChanged()
    return provider
  }

  return {
    list: (page) => providers.list(page),
    get,
    async create(input) {
      requireUsableUrls(input)
      const provider = await providers.create({
        ...input,
        timeouts: applyPatch(DEFAULT_TIMEOUTS, input.timeouts ?? {}),
        circuit: applyPatch(DEFAULT_CIRCUIT, input.circuit ?? {}),
        limits: applyPatch<SpendLimits>(NO_LIMITS, input.limits ?? {}),
      })
      await onConfigChanged()
      return provider
    },
    async update(id, { timeouts, circuit, limits, ...patch }) {
      requireUsableUrls(patch)
      const current = await get(id)
      return change(id, {
        ...patch,
        ...(timeouts && { timeouts: applyPatch(current.timeouts, timeouts) }),
        ...(circuit && { circuit: applyPatch(current.circuit, circuit) }),
        ...(limits && { limits: applyPatch(current.limits, limits) }),
      })
    },
    resetLimits: (id) => change(id, { limitsResetAt: new Date(nowMs()) }),
    async checkProxy({ proxyUrl, baseUrl }) {
      requireUsableUrls({ proxyUrl, baseUrl })
      return checkProxy({ proxyUrl, target: baseUrl, timeoutMs: PROXY_DEADLINE_MS })
    },
    async remove(id) {
      if (!(await providers.remove(id))) throw ServiceError.notFound('provider', id)
      await onConfigChanged()
    },
  }
}

function requireUsableUrls({ baseUrl, proxyUrl }: Pick<ProviderPatch, 'baseUrl' | 'proxyUrl'>): void {
  const issues: FieldIssue[] = []
  const add = (path: string, problem: Breach | null) => {
    if (problem !== null) issues.push({ path, ...problem })
  }
  if (baseUrl !== undefined) add('baseUrl', checkBaseUrl(baseUrl))
  if (typeof proxyUrl === 'string') add('proxyUrl', checkProxyUrl(proxyUrl))
  if (issues.length > 0) throw ServiceError.invalid(issues)
}
