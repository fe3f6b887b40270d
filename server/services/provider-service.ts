import type { Page } from '#server/domain/page'
import { DEFAULT_TIMEOUTS } from '#server/domain/provider'
import type { Provider, ProviderTimeouts } from '#server/domain/provider'
import type { PageRequest, ProviderCreate, ProviderPatch, ProviderStore } from '#server/stores/interfaces'
import { applyPatch } from './apply-patch'
import type { Patch } from './apply-patch'
import { checkBaseUrl } from './check-base-url'
import { ServiceError } from './service-error'

type WithPartialTimeouts<T> = Omit<T, 'timeouts'> & { timeouts?: Patch<ProviderTimeouts> | undefined }

/** FR-001. Every write refreshes this process's snapshot before it returns. */
export interface ProviderService {
  list(page: PageRequest): Promise<Page<Provider>>
  /** @throws ServiceError not_found */
  get(id: string): Promise<Provider>
  /** @throws ServiceError invalid; StoreError when the name is taken */
  create(input: WithPartialTimeouts<ProviderCreate>): Promise<Provider>
  /** @throws ServiceError not_found, invalid; StoreError when the name is taken */
  update(id: string, patch: WithPartialTimeouts<ProviderPatch>): Promise<Provider>
  /** @throws ServiceError not_found */
  remove(id: string): Promise<void>
}

export function createProviderService(options: {
  providers: ProviderStore
  onConfigChanged: () => Promise<void>
}): ProviderService {
  const { providers, onConfigChanged } = options

  const get = async (id: string): Promise<Provider> => {
    const provider = await providers.get(id)
    if (!provider) throw ServiceError.notFound('provider', id)
    return provider
  }

  return {
    list: (page) => providers.list(page),
    get,
    async create(input) {
      requireUsableUrl(input.baseUrl)
      const timeouts = applyPatch(DEFAULT_TIMEOUTS, input.timeouts ?? {})
      const provider = await providers.create({ ...input, timeouts })
      await onConfigChanged()
      return provider
    },
    async update(id, { timeouts, ...patch }) {
      if (patch.baseUrl !== undefined) requireUsableUrl(patch.baseUrl)
      const whole = timeouts ? { timeouts: applyPatch((await get(id)).timeouts, timeouts) } : {}
      const provider = await providers.update(id, { ...patch, ...whole })
      if (!provider) throw ServiceError.notFound('provider', id)
      await onConfigChanged()
      return provider
    },
    async remove(id) {
      if (!(await providers.remove(id))) throw ServiceError.notFound('provider', id)
      await onConfigChanged()
    },
  }
}

function requireUsableUrl(baseUrl: string): void {
  const problem = checkBaseUrl(baseUrl)
  if (problem) throw ServiceError.invalid([{ path: 'baseUrl', message: problem }])
}
