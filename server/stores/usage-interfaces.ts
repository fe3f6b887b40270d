/** The stores of what requests added up to, and of how long that is kept; a part of the table of contents in interfaces.ts. */
import type { UsageDimension, UsageQuery, UsageStatistics } from '#server/domain/usage-statistics'

/** Who or what a limit is about. */
export interface SpendSubject {
  kind: 'user' | 'key' | 'provider'
  id: string
}

export interface SubjectName {
  name: string
  /** Of a key. */
  userName: string | null
}

export interface ClientVersionUsage {
  /** Empty when it did not say. */
  clientName: string
  clientVersion: string
  userId: string
  requests: number
  lastSeenAt: Date
}

/** What the rollups know: sums that grow in the transaction that inserts the rows. */
export interface UsageStore {
  /** @throws RangeError for more than 1,000 buckets, and for a time zone that does not exist */
  statistics(query: UsageQuery): Promise<UsageStatistics>
  /** Exact cost in nano-USD of the requests that began at `fromMs` or later. Since 0 it is everything there ever was; what is
   * older than the retention of statistics is known only so. */
  spend(subject: SpendSubject, fromMs: number): Promise<bigint>
  /** Which of these requests have a row. */
  existing(ids: readonly string[]): Promise<string[]>
  /** The two above for several moments, as they were at one and the same time.
   * @returns `spent` in the order of `fromMs` */
  spendSnapshot(options: {
    subject: SpendSubject
    fromMs: readonly number[]
    ids: readonly string[]
  }): Promise<{ spent: bigint[]; existing: string[] }>
  /** What subjects are called, removed ones too; those without a name are left out. Of a key also whose it is. */
  names(by: UsageDimension, ids: readonly string[]): Promise<Map<string, SubjectName>>
  /** Client programs by version and user, of the UTC days since that of `fromMs`; the newest use first. */
  clientVersions(fromMs: number): Promise<ClientVersionUsage[]>
}

/** Takes away what is too old, a little a call. Times are epoch milliseconds. Harmless when two do it at once.
 * @returns of each: whether there is more to take */
export interface RetentionStore {
  /** Rows of requests that began before. Rollups stay. */
  deleteRequests(beforeMs: number): Promise<boolean>
  /** Rollups of whole weeks before: all days of a subject, and all details of a user, key and provider, become one row at 0,
   * so that what was spent in all stays known. Quarters and weeks go, and the use of clients. */
  foldUsage(beforeMs: number): Promise<boolean>
  deleteHealthHistory(beforeMs: number): Promise<boolean>
  /** Answers to requests that may be repeated, begun before. */
  deleteIdempotentAnswers(beforeMs: number): Promise<boolean>
  /** Of webhooks and e-mails, made before. */
  deleteDeliveries(beforeMs: number): Promise<boolean>
  /** Messages that events made before. */
  deleteEventNotifications(beforeMs: number): Promise<boolean>
  /** Jobs that ended before, with their files. */
  deleteJobs(beforeMs: number): Promise<boolean>
  /** Those that were replaced before, and that no row of a request can mean any more. */
  deleteRoutingSnapshots(beforeMs: number): Promise<boolean>
}
