/** Plain numbers, read by /metrics when it is asked. */
export interface Counters {
  inFlight: number
  requests: number
  /** Requests refused before anyone was known; they have no log row. */
  refused: number
  byStatusClass: Record<'2xx' | '3xx' | '4xx' | '5xx', number>
  clientsGone: number
}

export const createCounters = (): Counters => ({
  inFlight: 0,
  requests: 0,
  refused: 0,
  byStatusClass: { '2xx': 0, '3xx': 0, '4xx': 0, '5xx': 0 },
  clientsGone: 0,
})

export function countStatus(counters: Counters, status: number): void {
  if (status >= 500) counters.byStatusClass['5xx'] += 1
  else if (status >= 400) counters.byStatusClass['4xx'] += 1
  else if (status >= 300) counters.byStatusClass['3xx'] += 1
  else counters.byStatusClass['2xx'] += 1
}
