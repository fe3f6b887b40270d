import type { Limits } from '#server/domain/limits'
import type { ApiKey } from '#server/domain/principal'
import type { MemberViewer } from '#server/domain/viewer'
import type { KeyCreateInput, KeyService } from './key-service'
import { ServiceError } from './service-error'
import type { FieldIssue } from './service-error'

/** FR-009: what users do with their own keys. What a key makes has no more rights than it has itself: never another group, a
 * later end or another owner. A key with limits of its own makes none at all, since each new one would begin to count at
 * zero, and ten of them would spend ten times what the admin allowed. */
export interface MemberKeys {
  /** @throws ServiceError invalid, conflict */
  create(
    maker: MemberViewer,
    input: Omit<KeyCreateInput, 'userId' | 'enabled'>,
  ): Promise<{ apiKey: ApiKey; key: string }>
  /** @param id of a key of the same user. @throws ServiceError not_found, conflict */
  rotate(maker: MemberViewer, id: string, overlapHours: number): Promise<{ apiKey: ApiKey; key: string }>
}

export function createMemberKeys({
  keys,
}: {
  keys: Pick<KeyService, 'get' | 'create' | 'rotate'>
}): MemberKeys {
  return {
    async create({ userId, keyId }, input) {
      const maker = await keys.get(keyId)
      requireNoLimits(maker)
      const { expiresAt, providerGroup } = maker
      const wanted = {
        expiresAt: input.expiresAt ?? expiresAt,
        providerGroup: input.providerGroup ?? providerGroup,
      }
      const issues = moreThan(maker, wanted)
      if (issues.length > 0) throw ServiceError.invalid(issues)
      return keys.create({ ...input, ...wanted, userId, enabled: true })
    },
    async rotate({ keyId }, id, overlapHours) {
      const [maker, old] = await Promise.all([keys.get(keyId), keys.get(id)])
      requireNoLimits(maker)
      const issues = moreThan(maker, old)
      if (issues.length > 0) throw ServiceError.conflict(issues)
      return keys.rotate(id, overlapHours)
    },
  }
}

function moreThan(
  maker: ApiKey,
  { expiresAt, providerGroup }: Pick<ApiKey, 'expiresAt' | 'providerGroup'>,
): FieldIssue[] {
  const issues: FieldIssue[] = []
  if (maker.expiresAt !== null && (expiresAt === null || expiresAt > maker.expiresAt))
    issues.push({
      path: 'expiresAt',
      message: `must not be later than that of the key you signed in with, ${maker.expiresAt.toISOString()}`,
    })
  if (providerGroup !== maker.providerGroup)
    issues.push({ path: 'providerGroup', message: 'must be that of the key you signed in with' })
  return issues
}

function requireNoLimits({ limits }: ApiKey): void {
  if (!hasLimits(limits)) return
  const message =
    'The key you signed in with has limits of its own, so that only an admin makes others from it.'
  throw ServiceError.conflict([{ path: '', message }])
}

const hasLimits = ({ dayMode: _, dayResetAt: __, ...limits }: Limits): boolean =>
  Object.values(limits).some((limit) => limit !== null)
