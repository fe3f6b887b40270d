import { createHash } from 'node:crypto'

export interface RecordedFetch {
  url: string
  headers: Headers
  sent: Buffer
  /** The whole answer as it came, once it is over. */
  received: Promise<Buffer>
}

/** A `fetch` for SDKs that keeps what went over it in both directions. */
export function recordFetch(): {
  fetch: typeof globalThis.fetch
  calls: RecordedFetch[]
  last: () => RecordedFetch
} {
  const calls: RecordedFetch[] = []
  const real = globalThis.fetch
  return {
    calls,
    last() {
      const last = calls.at(-1)
      if (!last) throw new Error('Nothing was fetched')
      return last
    },
    async fetch(input, init) {
      const request = new Request(input, init)
      const sent = Buffer.from(await request.clone().arrayBuffer())
      const response = await real(request)
      const received = response
        .clone()
        .arrayBuffer()
        .then((bytes) => Buffer.from(bytes))
      calls.push({ url: request.url, headers: request.headers, sent, received })
      return response
    },
  }
}

export const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

/** One red pixel, PNG, base64. */
export const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC'

export const WEATHER_SCHEMA = {
  type: 'object' as const,
  properties: { city: { type: 'string' }, unit: { type: 'string', enum: ['°C', '°F'] } },
  required: ['city'],
}
