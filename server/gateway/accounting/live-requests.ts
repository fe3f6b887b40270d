import { MAX_LIVE, sessionOf } from '#server/domain/live-request'
import type { LiveReport, LiveRequest } from '#server/domain/live-request'
import { NO_USAGE } from '#server/domain/usage'
import type { Authenticated, ConfigView, Guarded, Identified, LiveAnswer, Routed } from '../exchange'
import { chargeOf } from './charge'
import { ANSWERED_HERE } from './relayed'

/** FR-016. What this process has under way. It costs a request one entry of a map; everything else is reckoned when
 * somebody asks. */
export interface LiveRequests {
  open(first: Authenticated, end: () => void): LiveEntry
  close(entry: LiveEntry, status: number, nowMs: number): void
  report(nowMs: number, prices: Pick<ConfigView, 'prices' | 'settings'>): LiveReport
  /** End every request of a session. @returns how many there were, when they have ended */
  terminate(session: string): Promise<number>
  /** See `LiveAnswer`. */
  preview(requestId: string, open: boolean): string | null
}

/** What has not ended by then hangs; whoever ended it does not wait any longer. */
const END_MS = 1_000
/** A client that does not take the last words is cut off. */
const CUT_MS = 5_000

export type Exchange = Authenticated | Identified | Guarded | Routed

/** One request. A class, so that all of them have one shape. */
export class LiveEntry {
  answer: LiveAnswer | null = null
  terminated = false
  private ended: Promise<void> | null = null
  private onEnd: (() => void) | null = null

  /** @param end ends the request before any provider was asked for it */
  constructor(
    public exchange: Exchange,
    private readonly end: () => void,
  ) {}

  terminate(): Promise<void> {
    this.terminated = true
    this.ended ??= new Promise((resolve) => {
      this.onEnd = resolve
      setTimeout(resolve, END_MS).unref()
      const { response } = this.exchange
      setTimeout(() => response.writableFinished || response.destroy(), CUT_MS).unref()
    })
    if (this.answer) this.answer.terminate()
    else this.end()
    return this.ended
  }

  close(): void {
    this.onEnd?.()
  }
}

export function createLiveRequests(): LiveRequests {
  const entries = new Map<string, LiveEntry>()
  const minute = createMinute()
  return {
    open(first, end) {
      const entry = new LiveEntry(first, end)
      entries.set(first.requestId, entry)
      return entry
    },
    close(entry, status, nowMs) {
      entries.delete(entry.exchange.requestId)
      minute.count(nowMs, status >= 400)
      entry.close()
    },
    report(nowMs, prices) {
      const newest = [...entries.values()].slice(-MAX_LIVE).reverse()
      return {
        requests: newest.map((entry) => describe(entry, prices)),
        inFlight: entries.size,
        lastMinute: minute.sum(nowMs),
      }
    },
    async terminate(session) {
      const found = [...entries.values()].filter(({ exchange }) => sessionOf(namesOf(exchange)) === session)
      await Promise.all(found.map((entry) => entry.terminate()))
      return found.length
    },
    preview: (requestId, open) => entries.get(requestId)?.answer?.preview(open) ?? null,
  }
}

const namesOf = (exchange: Exchange) => ({
  requestId: exchange.requestId,
  sessionId: isIdentified(exchange) ? exchange.sessionId : null,
})

function describe(
  { exchange, answer }: LiveEntry,
  prices: Pick<ConfigView, 'prices' | 'settings'>,
): LiveRequest {
  const { route, principal, startedAtMs } = exchange
  const asked = isIdentified(exchange) ? exchange : NOT_IDENTIFIED
  const served = 'provider' in exchange ? exchange : null
  const progress = answer?.progress() ?? NO_PROGRESS
  const { costNanoUsd } = chargeOf(exchange, { ...ANSWERED_HERE, usage: progress.usage }, prices)
  return {
    ...namesOf(exchange),
    userId: principal.user.id,
    apiKeyId: principal.key.id,
    startedAtMs,
    endpoint: route.endpoint,
    clientDialect: route.dialect,
    clientName: asked.client.name,
    clientVersion: asked.client.version,
    model: asked.model,
    servedModel: served?.servedModel ?? null,
    providerId: served?.provider.id ?? null,
    streaming: asked.streaming,
    responseBytes: progress.responseBytes,
    usage: progress.usage,
    estimated: progress.estimated,
    costNanoUsd: costNanoUsd === null ? null : Number(costNanoUsd),
  }
}

/** The place of the client is there from the start (exchange.ts), and empty until the step that fills it. */
const isIdentified = (exchange: Authenticated): exchange is Identified | Routed =>
  'client' in exchange && exchange.client !== undefined

const NOT_IDENTIFIED = { client: { name: null, version: null }, model: null, streaming: false }
const NO_PROGRESS = { responseBytes: 0, usage: NO_USAGE, estimated: true }

const SECONDS = 60

/** Requests by the second in which they ended. */
function createMinute() {
  const seconds = Array.from({ length: SECONDS }, () => ({ second: 0, requests: 0, errors: 0 }))
  return {
    count(nowMs: number, isError: boolean): void {
      const second = Math.floor(nowMs / 1_000)
      const slot = seconds[second % SECONDS]
      if (!slot) return
      if (slot.second !== second) {
        slot.second = second
        slot.requests = 0
        slot.errors = 0
      }
      slot.requests += 1
      if (isError) slot.errors += 1
    },
    sum(nowMs: number): LiveReport['lastMinute'] {
      const since = Math.floor(nowMs / 1_000) - SECONDS
      const recent = seconds.filter(({ second }) => second > since)
      return {
        requests: recent.reduce((sum, { requests }) => sum + requests, 0),
        errors: recent.reduce((sum, { errors }) => sum + errors, 0),
      }
    },
  }
}
