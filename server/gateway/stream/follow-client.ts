import type { ServerResponse } from 'node:http'

/** Bytes that may be read for a client that has left. */
const MAX_DRAIN_BYTES = 8 * 1024 * 1024
const CHECK_MS = 250

/** When the client leaves before its answer is complete, go on reading for a while, so that the usage is known, and then
 * abort the upstream, so that nobody pays for words that nobody reads. See decisions/009-client-gone.md.
 * @param graceMs how long to go on; 0 aborts at once
 * @returns a function that stops following; call it when the upstream call has ended */
export function followClient(options: {
  response: ServerResponse
  graceMs: number
  drained: () => number
  onGone: () => void
  abort: () => void
}): () => void {
  let timer: NodeJS.Timeout | null = null
  const gone = () => {
    if (options.response.writableFinished) return
    options.onGone()
    if (options.graceMs === 0) {
      options.abort()
      return
    }
    const until = Date.now() + options.graceMs
    timer = setInterval(
      () => {
        if (Date.now() >= until || options.drained() > MAX_DRAIN_BYTES) options.abort()
      },
      Math.min(CHECK_MS, options.graceMs),
    )
  }
  // It may have left while the request was still being prepared.
  if (options.response.destroyed) gone()
  else options.response.on('close', gone)
  return () => {
    options.response.off('close', gone)
    if (timer) clearInterval(timer)
  }
}
