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
  /** Make a key with the same settings that takes its place; the old one goes on for `overlapHours`, and never longer than
   * it would have.
   * @throws ServiceError not_found, conflict (it was replaced before, or has expired) */
  rotate(id: string, overlapHours: number): Promise<{ apiKey: ApiKey; key: string }>
  /** What was spent before now does not count for the key's limits any more. @throws ServiceError not_found */
  resetLimits(id: string): Promise<ApiKey>
  /** Revokes the key. @throws ServiceError not_found */
  remove(id: string): Promise<void>
}

const HOUR_MS = 3_600_000

export function createKeyService(options: {
  apiKeys: ApiKeyStore
  users: UserStore
  generateApiKey: () => GeneratedApiKey
  onConfigChanged: () => Promise<void>
  nowMs: () => number
}): KeyService {
  const { apiKeys, users, generateApiKey, onConfigChanged, nowMs } = options

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

  const store = async (settings: Omit<ApiKeyCreate, keyof Omit<GeneratedApiKey, 'key'>>) => {
    const { key, ...stored } = generateApiKey()
    return { apiKey: await apiKeys.create({ ...settings, ...stored }), key }
  }

  const change = async (id: string, patch: ApiKeyPatch): Promise<ApiKey> => {
    const apiKey = await apiKeys.update(id, patch)
    if (!apiKey) throw ServiceError.notFound('key', id)
    await onConfigChanged()
    return apiKey
  }

  return {
    list: (filter, page) => apiKeys.list(filter, page),
    get,
    async create({ limits = {}, ...input }) {
      await requireLimitsWithinUser(input.userId, limits)
      const created = await store({ ...input, limits: applyPatch(NO_LIMITS, limits) })
      await onConfigChanged()
      return created
    },
    async update(id, { limits, ...patch }) {
      const current = await get(id)
      if (limits) await requireLimitsWithinUser(current.userId, limits)
      const whole = limits ? { limits: applyPatch(current.limits, limits) } : {}
      return change(id, { ...patch, ...whole })
    },
    async rotate(id, overlapHours) {
      const old = await get(id)
      requireRotatable(old, nowMs())
      const { userId, name, scope, enabled, expiresAt, providerGroup, limits } = old
      const created = await store({ userId, name, scope, enabled, expiresAt, providerGroup, limits })
      const endMs = Math.min(expiresAt?.getTime() ?? Infinity, nowMs() + overlapHours * HOUR_MS)
      await change(id, { expiresAt: new Date(endMs), replacedById: created.apiKey.id })
      return created
    },
    resetLimits: (id) => change(id, { limitsResetAt: new Date(nowMs()) }),
    async remove(id) {
      if (!(await apiKeys.remove(id))) throw ServiceError.notFound('key', id)
      await onConfigChanged()
    },
  }
}

function requireRotatable({ replacedById, expiresAt }: ApiKey, nowMs: number): void {
  if (replacedById !== null)
    throw ServiceError.conflict([
      { path: '', message: 'This key was replaced before.', rule: { code: 'keyReplaced' } },
    ])
  if (expiresAt !== null && expiresAt.getTime() <= nowMs)
    throw ServiceError.conflict([
      { path: '', message: 'This key has expired; make a new one.', rule: { code: 'keyExpired' } },
    ])
}
