import { useRevalidator } from '@remix-run/react'
import { useEffect } from 'react'

const AGAIN_MS = 1_000

/** While something goes on, the page reads it again and again. */
export function useReadAgain(on: boolean): void {
  const { revalidate, state } = useRevalidator()
  useEffect(() => {
    if (!on || state !== 'idle') return
    const timer = setTimeout(() => {
      if (document.visibilityState === 'visible') revalidate()
    }, AGAIN_MS)
    return () => {
      clearTimeout(timer)
    }
  }, [on, state, revalidate])
}
