import { useEffect, useState } from 'react'

/** Follow a subscription of the admin API by server-sent events. Without JavaScript, and until the first event, the page shows
 * what its loader has read.
 * @param procedure dotted
 * @param initial   what the loader has read; its identity starts anew
 * @returns the newest value, and whether events come */
export function useLive<T>(procedure: string, input: object, initial: T): { value: T; live: boolean } {
  const [heard, setHeard] = useState<{ since: T; value: T } | null>(null)
  const [live, setLive] = useState(false)
  const url = `/api/trpc/${procedure}?input=${encodeURIComponent(JSON.stringify(input))}`

  useEffect(() => {
    let source: EventSource | null = null
    const open = () => {
      source = new EventSource(url)
      source.onopen = () => {
        setLive(true)
      }
      // The browser comes again by itself, unless it was refused.
      source.onerror = () => {
        setLive(false)
      }
      source.onmessage = ({ data }: MessageEvent<string>) => {
        // The procedure's output, whose type the caller names.
        setHeard({ since: initial, value: JSON.parse(data) as T })
      }
      // After a minute the hub wants to know again who asks.
      source.addEventListener('return', () => {
        source?.close()
        open()
      })
      source.addEventListener('serialized-error', () => {
        source?.close()
        setLive(false)
      })
    }
    open()
    return () => {
      source?.close()
    }
  }, [url, initial])

  return { value: heard?.since === initial ? heard.value : initial, live }
}
