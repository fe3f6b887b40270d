import { NO_LIMITS } from '#server/domain/limits'
import type { Limits } from '#server/domain/limits'
import type { Page } from '#server/domain/page'
import type { User } from '#server/domain/principal'
import type { PageRequest, UserCreate, UserPatch, UserStore } from '#server/stores/interfaces'
import { applyPatch } from './apply-patch'
import type { Patch } from './apply-patch'
import { ServiceError } from './service-error'

type WithPartialLimits<T> = Omit<T, 'limits'> & { limits?: Patch<Limits> | undefined }

/** FR-008. Every write refreshes this process's snapshot before it returns. */
export interface UserService {
  list(page: PageRequest): Promise<Page<User>>
  /** @throws ServiceError not_found */
  get(id: string): Promise<User>
  /** @throws StoreError when the name is taken */
  create(input: WithPartialLimits<UserCreate>): Promise<User>
  /** @throws ServiceError not_found; StoreError when the name is taken */
  update(id: string, patch: WithPartialLimits<UserPatch>): Promise<User>
  /** What was spent before now does not count for the user's limits any more. @throws ServiceError not_found */
  resetLimits(id: string): Promise<User>
  /** Removes the user's keys too. @throws ServiceError not_found */
  remove(id: string): Promise<void>
}

export function createUserService(options: {
  users: UserStore
  onConfigChanged: () => Promise<void>
  nowMs: () => number
}): UserService {
  const { users, onConfigChanged, nowMs } = options

  const get = async (id: string): Promise<User> => {
    const user = await users.get(id)
    if (!user) throw ServiceError.notFound('user', id)
    return user
  }

  const change = async (id: string, patch: UserPatch): Promise<User> => {
    const user = await users.update(id, patch)
    if (!user) throw ServiceError.notFound('user', id)
    await onConfigChanged()
    return user
  }

  return {
    list: (page) => users.list(page),
    get,
    async create(input) {
      const user = await users.create({ ...input, limits: applyPatch(NO_LIMITS, input.limits ?? {}) })
      await onConfigChanged()
      return user
    },
    async update(id, { limits, ...patch }) {
      const whole = limits ? { limits: applyPatch((await get(id)).limits, limits) } : {}
      return change(id, { ...patch, ...whole })
    },
    resetLimits: (id) => change(id, { limitsResetAt: new Date(nowMs()) }),
    async remove(id) {
      if (!(await users.remove(id))) throw ServiceError.notFound('user', id)
      await onConfigChanged()
    },
  }
}
