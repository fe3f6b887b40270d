import { GatewayError } from '#server/domain/errors'
import type { Gauge, GaugeName, Subject } from '#server/domain/gauges'
import { formatUsd } from '#server/domain/money'
import type { Verdict } from '#server/stores/spend-state'

type Refused = Extract<Verdict, { kind: 'refused' }>

const PERIOD: Record<GaugeName, string> = {
  rpm: 'a minute',
  usd5h: 'in five hours',
  usdDay: 'a day',
  usdWeek: 'a week',
  usdMonth: 'a month',
  usdTotal: 'in total',
}
const OWNER: Record<Subject['kind'], string> = {
  user: 'this user',
  key: 'this API key',
  provider: 'the provider',
}

/** When the answers of requests under way may have made room. */
const SHORTLY_SECONDS = 5
/** For what does not change by itself: a client that comes again all the same shall not come often. */
const LONG_SECONDS = 3_600

/** A 429 that names the limit, its value and when there is room again (FR-011). */
export function limitRefusal({ refusal, used, retryAtMs }: Refused, nowMs: number): GatewayError {
  if ('lease' in refusal) {
    const { pool, limit } = refusal.lease
    const owner = pool.startsWith('user:') ? OWNER.user : OWNER.key
    return new GatewayError('too_many_sessions', {
      clientMessage: `The limit of ${plural(limit, 'session')} at the same time of ${owner} is reached. It has room again when one of them ends.`,
      retryAfterSeconds: SHORTLY_SECONDS,
    })
  }
  const { gauge, amount } = refusal.claim
  const when = retryAtMs === null ? null : (retryAtMs - nowMs) / 1_000
  const retryAfterSeconds = when ?? (isOver(gauge, used) ? LONG_SECONDS : SHORTLY_SECONDS)
  const at = retryAtMs === null ? '' : ` It has room again at ${isoSeconds(retryAtMs)}.`
  const owner = OWNER[gauge.subject.kind]
  if (gauge.unit === 'requests')
    return new GatewayError('rate_limited', {
      clientMessage: `The limit of ${plural(gauge.limit, 'request')} a minute of ${owner} is reached.${at}`,
      retryAfterSeconds,
    })
  const spent = `${usd(used)} of ${usd(gauge.limit)} USD ${PERIOD[gauge.name]}`
  const needed = isOver(gauge, used) ? '' : `, and this request may need up to ${usd(amount)} USD`
  const reset = gauge.name === 'usdTotal' ? ' It does not reset by itself.' : at
  return new GatewayError('budget_exceeded', {
    clientMessage: `The spending limit of ${owner} is reached: ${spent} is spent or reserved${needed}.${reset}`,
    retryAfterSeconds,
  })
}

export const budgetUnavailable = (): GatewayError =>
  new GatewayError('budget_unavailable', {
    clientMessage: 'What has been spent of the limits cannot be known at the moment. Try again shortly.',
    retryAfterSeconds: SHORTLY_SECONDS,
  })

const isOver = ({ limit }: Gauge, used: number): boolean => used >= limit
const usd = (nanoUsd: number): string => formatUsd(BigInt(nanoUsd))
const plural = (count: number, noun: string): string => `${String(count)} ${noun}${count === 1 ? '' : 's'}`
const isoSeconds = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`
