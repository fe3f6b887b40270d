import type { AuditChanges, AuditEntry } from '#server/domain/audit'
import { describeChange } from '#server/domain/describe-change'
import type { DatabaseClient } from '#server/platform/database'
import { auditScope } from './audit-scope'
import { appendToAudit } from './audit-trail'
import type { ConfigVersionStore } from './interfaces'
import type { StoreContext } from './store-context'
import { attempt, StoreError } from './store-error'

export type TransactionClient = Parameters<Parameters<DatabaseClient['$transaction']>[0]>[0]

/** The table has this one row. */
const ROW = 1

export function createConfigVersionStore(client: DatabaseClient): ConfigVersionStore {
  return {
    current: () =>
      attempt(async () => (await client.configState.findUnique({ where: { id: ROW } }))?.version ?? 0),
  }
}

/** One thing that a write is about: it is read before and after, and what differs goes into the audit log. */
export interface Subject {
  /** Kind of thing, for example `user`. */
  type: string
  /** Null for what is only now being made: the write answers with it. */
  id: string | null
  read: (transaction: TransactionClient, id: string) => Promise<object | null>
  /** The version that whoever asked has seen; another one is a conflict. */
  version?: number | undefined
  /** Secret fields that the write sets: that they were set is all that is written down. */
  secrets?: readonly string[]
}

type Context = Pick<StoreContext, 'client' | 'now'>

/** Do one administrative write on one thing. Null and false mean that there was nothing to change.
 * @throws StoreError("conflict") when somebody else has changed it meanwhile */
export const writeOne = <T>(
  context: Context,
  subject: Subject,
  write: (transaction: TransactionClient) => Promise<T>,
): Promise<T> =>
  writeConfiguration(context, (transaction) => changeOne(transaction, subject, () => write(transaction)))

/** The same as a part of a write on several things.
 * @throws StoreError("conflict") */
export async function changeOne<T>(
  transaction: TransactionClient,
  subject: Subject,
  write: () => Promise<T>,
): Promise<Done<T>> {
  const before = subject.id === null ? null : await subject.read(transaction, subject.id)
  requireVersion(before, subject.version)
  const result = await write()
  if (result === null || result === false) return { result, audit: [] }
  const id = subject.id ?? idOf(result)
  const after = id === null ? null : await subject.read(transaction, id)
  const changes = describeChange(before, after, subject.secrets)
  return { result, audit: [{ targetType: subject.type, targetId: id, changes }] }
}

export interface AuditedChange {
  targetType: string
  targetId: string | null
  changes: AuditChanges
}

/** What a write did, for the audit log: one entry a thing, or one for many. */
export interface Done<T> {
  result: T
  audit: readonly AuditedChange[]
}

/** Do one administrative write. The version of the configuration grows in the same transaction: whoever sees the new
 * version sees the write; and what was done is written down in it too: what cannot be written down is not done. A write
 * that found nothing to change (null, false) leaves the version alone. */
export function writeConfiguration<T>(
  { client, now }: Context,
  write: (transaction: TransactionClient) => Promise<Done<T>>,
): Promise<T> {
  return attempt(() =>
    client.$transaction(async (transaction) => {
      // First, because it locks the row: what is read from here on nobody else changes before the end.
      await grow(transaction, 0)
      const { result, audit } = await write(transaction)
      if (result === null || result === false) return result
      await appendToAudit(
        transaction,
        audit.map((done) => entryOf(done, now())),
      )
      await grow(transaction, 1)
      return result
    }),
  )
}

const grow = (transaction: TransactionClient, by: 0 | 1) =>
  transaction.configState.upsert({
    where: { id: ROW },
    create: { id: ROW, version: by },
    update: { version: { increment: by } },
  })

function entryOf(done: Done<unknown>['audit'][number], at: Date): AuditEntry {
  const scope = auditScope()
  const action = scope?.action ?? `${done.targetType}.written`
  return { ...done, actor: scope?.actor ?? 'hub', action, ip: scope?.ip ?? null, at }
}

function requireVersion(before: object | null, expected: number | undefined): void {
  if (before === null || expected === undefined) return
  if ('version' in before && before.version !== expected)
    throw new StoreError(
      'conflict',
      `it has been changed meanwhile: version ${String(before.version)} is in force, and version ${String(expected)} was to be changed. Read it again, then repeat the change`,
    )
}

const idOf = (result: unknown): string | null =>
  typeof result === 'object' && result !== null && 'id' in result && typeof result.id === 'string'
    ? result.id
    : null
