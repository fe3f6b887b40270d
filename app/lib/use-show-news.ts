import { useEffect, useRef, type RefObject } from 'react'

/** Lead the reader to the part of the page that has just changed: the focus goes there, so that it is read out, and the page
 * scrolls when it begins in the lower part of the window. What came with the page itself is left where it is.
 * @param news what the part shows; a new object when it changes, and null while it shows nothing */
export function useShowNews(news: object | null): RefObject<HTMLDivElement> {
  const part = useRef<HTMLDivElement>(null)
  const shown = useRef(news)
  useEffect(() => {
    if (shown.current === news) return
    shown.current = news
    if (!news || !part.current) return
    part.current.focus({ preventScroll: true })
    if (part.current.getBoundingClientRect().top > window.innerHeight / 2) part.current.scrollIntoView()
  }, [news])
  return part
}
