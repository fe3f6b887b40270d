import { z } from 'zod'
import { breaks } from './broken-rule'

/** FR-023. What is to be done about clients below a version. */
export const CLIENT_ACTIONS = ['warn', 'block'] as const
export type ClientAction = (typeof CLIENT_ACTIONS)[number]

export interface ClientVersionRule {
  id: string
  /** As the log shows it, for example `claude-code`. */
  clientName: string
  minVersion: string
  action: ClientAction
  enabled: boolean
}

/** What a client of a rule is that does not say a version. */
export type MissingVersion = 'allow' | 'warn' | 'block'

/** `old`: below the least version. `unknown`: it says none that can be compared. */
export interface ClientVerdict {
  readonly action: ClientAction
  readonly reason: 'old' | 'unknown'
  readonly rule: ClientVersionRule
}

interface Version {
  /** Without zeros at the end, so that 2, 2.0 and 2.0.0 are the same. */
  readonly numbers: readonly number[]
  /** Empty for a release. */
  readonly prerelease: readonly string[]
}

const VERSION = /^v?(\d{1,9}(?:\.\d{1,9}){0,4})(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]*)?$/
const NUMBER = /^\d+$/

function parse(text: string): Version | null {
  const [, numbers, prerelease] = VERSION.exec(text.trim()) ?? []
  if (numbers === undefined) return null
  const parts = numbers.split('.').map(Number)
  while (parts.length > 1 && parts.at(-1) === 0) parts.pop()
  return { numbers: parts, prerelease: prerelease?.split('.') ?? [] }
}

export const isVersion = (text: string): boolean => parse(text) !== null

/** Which of two versions comes first, as in Semantic Versioning, save that parts may be missing: 2 is 2.0.0.
 * @returns below 0 when `left` is older, above 0 when it is newer; null when one of them is no version
 * @see https://semver.org/#spec-item-11 */
export function compareVersions(left: string, right: string): number | null {
  const a = parse(left)
  const b = parse(right)
  if (!a || !b) return null
  for (let at = 0; at < Math.max(a.numbers.length, b.numbers.length); at++) {
    const difference = (a.numbers[at] ?? 0) - (b.numbers[at] ?? 0)
    if (difference !== 0) return difference
  }
  return comparePrereleases(a.prerelease, b.prerelease)
}

/** A release is newer than what came before it. */
function comparePrereleases(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return b.length - a.length
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    const difference = compareIdentifiers(a[at], b[at])
    if (difference !== 0) return difference
  }
  return 0
}

/** Numbers by size and before words, words by their letters; fewer of them before more. */
function compareIdentifiers(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? -1 : 1
  if (NUMBER.test(a) && NUMBER.test(b)) return compareBigInts(BigInt(a), BigInt(b))
  if (NUMBER.test(a) !== NUMBER.test(b)) return NUMBER.test(a) ? -1 : 1
  return a === b ? 0 : a < b ? -1 : 1
}

const compareBigInts = (a: bigint, b: bigint): number => (a === b ? 0 : a < b ? -1 : 1)

/** What a rule says of a client. Null when there is nothing to say.
 * @param rules enabled ones, by the name of their client */
export function judgeClient(
  rules: ReadonlyMap<string, ClientVersionRule>,
  client: { readonly name: string | null; readonly version: string | null },
  missing: MissingVersion,
): ClientVerdict | null {
  const rule = client.name === null ? undefined : rules.get(client.name)
  if (!rule) return null
  const order = client.version === null ? null : compareVersions(client.version, rule.minVersion)
  if (order === null) return missing === 'allow' ? null : { action: missing, reason: 'unknown', rule }
  return order < 0 ? { action: rule.action, reason: 'old', rule } : null
}

/** A rule as an admin may write it. */
export const clientVersionRuleSchema = z.object({
  clientName: z
    .string()
    .trim()
    .toLowerCase()
    .max(40)
    .regex(/^[a-z][a-z0-9_.-]*$/, 'must be a name as the log shows it, such as claude-code'),
  minVersion: z
    .string()
    .trim()
    .max(64)
    .refine(isVersion, { error: 'must be a version such as 2.0.1', ...breaks('version') }),
  action: z.enum(CLIENT_ACTIONS),
  enabled: z.boolean(),
})
