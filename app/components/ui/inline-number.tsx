import { useFetcher } from '@remix-run/react'
import { useEffect, useRef, type FocusEvent, type KeyboardEvent } from 'react'
import type { FormState } from '#app/lib/form-state'
import { Field } from './field'
import { Input } from './input'

interface InlineNumberProps {
  /** The route that takes the number; it answers with what is wrong, or leads back. */
  action: string
  name: string
  label: string
  value: number
  returnTo: string
}

/** A number that is changed where it stands: by Enter, or by leaving the field; Escape takes back what was typed. Without
 * JavaScript, Enter sends it. */
export function InlineNumber({ action, name, label, value, returnTo }: InlineNumberProps) {
  const fetcher = useFetcher<FormState>()
  const form = useRef<HTMLFormElement>(null)
  const sent = useRef(String(value))
  const problem = fetcher.state === 'idle' ? fetcher.data?.problems[name] : undefined

  // Changed elsewhere, or as the hub understood it. The field stays the same one, so that it keeps the focus.
  useEffect(() => {
    const field = form.current?.elements.namedItem(name)
    sent.current = String(value)
    if (field instanceof HTMLInputElement) field.value = sent.current
  }, [name, value])

  const send = ({ currentTarget }: FocusEvent<HTMLInputElement>) => {
    if (currentTarget.value.trim() === sent.current) return
    sent.current = currentTarget.value.trim()
    fetcher.submit(form.current)
  }
  const press = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Enter') {
      event.preventDefault()
      event.currentTarget.blur()
      event.currentTarget.focus()
    } else if (event.key === 'Escape') {
      event.currentTarget.value = String(value)
      sent.current = String(value)
    }
  }
  return (
    <fetcher.Form ref={form} method="post" action={action} className="ms-auto w-16">
      <input type="hidden" name="returnTo" value={returnTo} />
      <Field name={name} label={label} labelHidden problem={problem}>
        <Input
          inputMode="numeric"
          autoComplete="off"
          defaultValue={value}
          onBlur={send}
          onKeyDown={press}
          className="border-transparent bg-transparent text-end shadow-none hover:border-line-strong focus:border-line-strong focus:bg-surface"
        />
      </Field>
    </fetcher.Form>
  )
}
