import { useFetcher } from '@remix-run/react'
import { useEffect, useRef } from 'react'

/** Tell the server this browser's time zone when it does not know it yet. */
export function useTellTimeZone(known: string | undefined): void {
  const { submit } = useFetcher()
  // Once a page load: a server that does not take the zone must not be asked for ever.
  const told = useRef(false)
  useEffect(() => {
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
    if (told.current || known === undefined || timeZone === known) return
    told.current = true
    submit({ timeZone }, { method: 'post', action: '/preferences' })
  }, [known, submit])
}
