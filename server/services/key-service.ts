import { NO_LIMITS } from '#server/domain/limits'
import type { Limits } from '#server/domain/limits'
import type { Page } from '#server/domain/page'
import type { ApiKey } from '#server/domain/principal'
import type { GeneratedApiKey } from '#server/platform/secrets'
import type {
  ApiKeyCreate,
  ApiKeyPatch,
  ApiKeyStore,
  PageRequest,
  UserStore,
} from '#server/stores/interfaces'
import { applyPatch } from './apply-patch'
import type { Patch } from './apply-patch'
import { checkKeyLimits } from './check-key-limits'
import { ServiceError } from './service-error'

export type KeyCreateInput = Pick<
  ApiKeyCreate,
  'userId' | 'name' | 'scope' | 'enabled' | 'expiresAt' | 'providerGroup'
> & {
  limits?: Patch<Limits> | undefined
}
export type KeyUpdateInput = Omit<ApiKeyPatch, 'limits'> & { limits?: Patch<Limits> | undefined }

/** FR-009. Every write refreshes this process's snapshot before it returns. */
export interface KeyService {
  list(filter: { userId?: string | undefined }, page: PageRequest): Promise<Page<ApiKey>>
  /** @throws ServiceError not_found */
  get(id: string): Promise<ApiKey>
  /** The only place that ever holds the key itself; what is stored is its digest.
   * @throws ServiceError not_found (the user), invalid (a limit above the user's) */
  create(input: KeyCreateInput): Promise<{ apiKey: ApiKey; key: string }>
  /** @throws ServiceError not_found, invalid (a limit above the user's) */
  update(id: string, patch: KeyUpdateInput): Promise<ApiKey>
  /** Revokes the key. @throws ServiceError not_found */
  remove(id: string): Promise<void>
}

export function createKeyService(options: {
  apiKeys: ApiKeyStore
  users: UserStore
  generateApiKey: () => GeneratedApiKey
  onConfigChanged: () => Promise<void>
}): KeyService {
  const { apiKeys, users, generateApiKey, onConfigChanged } = options

  const get = async (id: string): Promise<ApiKey> => {
    const apiKey = await apiKeys.get(id)
    if (!apiKey) throw ServiceError.notFound('key', id)
    return apiKey
  }

  const requireLimitsWithinUser = async (userId: string, limits: Patch<Limits>): Promise<void> => {
    const user = await users.get(userId)
    if (!user) throw ServiceError.notFound('user', userId)
    const issues = checkKeyLimits(limits, user.limits)
    if (issues.length > 0) throw ServiceError.invalid(issues)
  }

  return {
    list: (filter, page) => apiKeys.list(filter, page),
    get,
    async create({ limits = {}, ...input }) {
      await requireLimitsWithinUser(input.userId, limits)
      const { key, ...stored } = generateApiKey()
      const apiKey = await apiKeys.create({ ...input, ...stored, limits: applyPatch(NO_LIMITS, limits) })
      await onConfigChanged()
      return { apiKey, key }
    },
    async update(id, { limits, ...patch }) {
      const current = await get(id)
      if (limits) await requireLimitsWithinUser(current.userId, limits)
      const whole = limits ? { limits: applyPatch(current.limits, limits) } : {}
      const apiKey = await apiKeys.update(id, { ...patch, ...whole })
      if (!apiKey) throw ServiceError.notFound('key', id)
      await onConfigChanged()
      return apiKey
    },
    async remove(id) {
      if (!(await apiKeys.remove(id))) throw ServiceError.notFound('key', id)
      await onConfigChanged()
    },
  }
}
