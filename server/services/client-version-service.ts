import { clientVersionRuleSchema, compareVersions } from '#server/domain/client-version'
import type { ClientVersionRule } from '#server/domain/client-version'
import type {
  ClientVersionRuleEntry,
  ClientVersionRuleFields,
  ClientVersionRulePatch,
  ClientVersionRuleStore,
  ClientVersionUsage,
  UsageStore,
} from '#server/stores/interfaces'
import { applyPatch } from './apply-patch'
import { issuesOf, ServiceError } from './service-error'

/** A version of a client program, as its requests said it. */
export interface ClientVersionSeen {
  /** Empty when it did not say. */
  clientName: string
  clientVersion: string
  requests: number
  lastSeenAt: Date
  users: { id: string; name: string }[]
  /** Below the least version of its rule. */
  outdated: boolean
}

/** FR-023. Every write refreshes this process's snapshot before it returns. */
export interface ClientVersionService {
  list(): Promise<ClientVersionRuleEntry[]>
  /** @throws ServiceError not_found */
  get(id: string): Promise<ClientVersionRuleEntry>
  /** @throws ServiceError invalid; StoreError when the client has a rule */
  create(fields: ClientVersionRuleFields): Promise<ClientVersionRuleEntry>
  /** @throws ServiceError not_found, invalid; StoreError when the client has a rule */
  update(id: string, patch: ClientVersionRulePatch): Promise<ClientVersionRuleEntry>
  /** @throws ServiceError not_found */
  remove(id: string): Promise<void>
  /** Of the last 30 days, by client, the newest version first. */
  seen(): Promise<ClientVersionSeen[]>
}

const SEEN_MS = 30 * 86_400_000

export function createClientVersionService(options: {
  rules: ClientVersionRuleStore
  usage: Pick<UsageStore, 'clientVersions' | 'names'>
  onConfigChanged: () => Promise<void>
  nowMs: () => number
}): ClientVersionService {
  const { rules, usage, onConfigChanged, nowMs } = options

  const get = async (id: string): Promise<ClientVersionRuleEntry> => {
    const rule = await rules.get(id)
    if (!rule) throw ServiceError.notFound('rule', id)
    return rule
  }

  return {
    list: () => rules.list(),
    get,
    async create(fields) {
      const rule = await rules.create(check(fields))
      await onConfigChanged()
      return rule
    },
    async update(id, { version, ...patch }) {
      const { clientName, minVersion, action, enabled } = await get(id)
      const checked = check(applyPatch({ clientName, minVersion, action, enabled }, patch))
      const rule = await rules.update(id, { ...checked, version })
      if (!rule) throw ServiceError.notFound('rule', id)
      await onConfigChanged()
      return rule
    },
    async remove(id) {
      if (!(await rules.remove(id))) throw ServiceError.notFound('rule', id)
      await onConfigChanged()
    },
    async seen() {
      const rows = await usage.clientVersions(nowMs() - SEEN_MS)
      const ids = [...new Set(rows.map(({ userId }) => userId))]
      const [names, known] = await Promise.all([usage.names('user', ids), rules.list()])
      return sumUp(rows, (id) => names.get(id)?.name ?? id, known)
    },
  }
}

/** @throws ServiceError invalid */
function check(fields: ClientVersionRuleFields): ClientVersionRuleFields {
  const parsed = clientVersionRuleSchema.safeParse(fields)
  if (parsed.success) return parsed.data
  throw ServiceError.invalid(issuesOf(parsed.error.issues))
}

function sumUp(
  rows: readonly ClientVersionUsage[],
  nameOf: (userId: string) => string,
  rules: readonly ClientVersionRule[],
): ClientVersionSeen[] {
  const seen = new Map<string, ClientVersionSeen>()
  for (const { clientName, clientVersion, userId, requests, lastSeenAt } of rows) {
    const key = `${clientName}/${clientVersion}`
    const one = seen.get(key) ?? {
      ...{ clientName, clientVersion, requests: 0, lastSeenAt, users: [] },
      outdated: isOutdated(clientName, clientVersion, rules),
    }
    one.requests += requests
    if (lastSeenAt > one.lastSeenAt) one.lastSeenAt = lastSeenAt
    if (one.users.every(({ id }) => id !== userId)) one.users.push({ id: userId, name: nameOf(userId) })
    seen.set(key, one)
  }
  return [...seen.values()].sort(byClientAndVersion)
}

function isOutdated(clientName: string, version: string, rules: readonly ClientVersionRule[]): boolean {
  const rule = rules.find((one) => one.enabled && one.clientName === clientName)
  return rule !== undefined && (compareVersions(version, rule.minVersion) ?? 0) < 0
}

function byClientAndVersion(a: ClientVersionSeen, b: ClientVersionSeen): number {
  if (a.clientName !== b.clientName) return a.clientName < b.clientName ? -1 : 1
  // What is no version has no place among them, so it comes last.
  const [left, right] = [a, b].map(({ clientVersion }) => compareVersions(clientVersion, clientVersion))
  if (left === null || right === null) return (left === null ? 1 : 0) - (right === null ? 1 : 0)
  return compareVersions(b.clientVersion, a.clientVersion) ?? 0
}
