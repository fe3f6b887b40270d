import { useEffect, useRef, type RefObject } from 'react'

/** After a refused submission, put the focus into the first field that has a problem.
 * @param answer the action's answer; a new object each time it answers */
export function useFocusFirstProblem(answer: unknown): RefObject<HTMLFormElement> {
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => {
    if (!answer) return
    const field = form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')
    // A field inside a closed disclosure cannot take the focus.
    field?.closest('details')?.setAttribute('open', '')
    field?.focus()
  }, [answer])
  return form
}
