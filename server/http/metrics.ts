import { Counter, Gauge, Registry, collectDefaultMetrics } from 'prom-client'

/** Numbers that the rest of the process keeps anyway; they are read when /metrics is asked, so that counting costs the hot
 * path an addition and nothing else. */
export interface MetricSources {
  inFlight: () => number
  requests: () => Record<string, number>
  refused: () => number
  clientsGone: () => number
  pendingLogRows: () => number
  wordsBlocked: () => number
  wordEvasions: () => number
}

export function createMetrics(sources: MetricSources): Registry {
  const register = new Registry()
  collectDefaultMetrics({ register })
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers: [register],
      collect() {
        this.set(read())
      },
    })
  const counter = (name: string, help: string, read: () => number) =>
    new Counter({
      name,
      help,
      registers: [register],
      collect() {
        this.reset()
        this.inc(read())
      },
    })
  gauge('cch_requests_in_flight', 'Authenticated proxy requests under way', sources.inFlight)
  gauge('cch_log_rows_pending', 'Request log rows accepted and not yet durable', sources.pendingLogRows)
  counter('cch_requests_refused_total', 'Requests refused before authentication', sources.refused)
  counter('cch_clients_gone_total', 'Clients that left before their answer was complete', sources.clientsGone)
  counter('cch_content_blocked_total', 'Requests blocked by a content rule', sources.wordsBlocked)
  counter(
    'cch_content_evasions_total',
    'Blocked requests that had hidden it behind invisible or look-alike characters',
    sources.wordEvasions,
  )
  new Counter({
    name: 'cch_requests_total',
    help: 'Proxy requests by the class of the status that the client was sent',
    labelNames: ['status_class'],
    registers: [register],
    collect() {
      this.reset()
      for (const [statusClass, count] of Object.entries(sources.requests()))
        this.inc({ status_class: statusClass }, count)
    },
  })
  return register
}
