import { Form, Link, useNavigation } from '@remix-run/react'
import { AlertDialog } from 'radix-ui'
import { useRef, useState, type MouseEvent, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, type ButtonProps } from './button'

interface ConfirmLinkProps extends Pick<ButtonProps, 'variant' | 'className' | 'aria-label'> {
  /** The page that asks the same question and takes the answer; it serves readers without JavaScript. */
  to: string
  title: string
  description: string
  confirmLabel: string
  children: ReactNode
}

/** A link to a confirmation page that, with JavaScript, asks in place. */
export function ConfirmLink({ to, title, description, confirmLabel, children, ...look }: ConfirmLinkProps) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const link = useRef<HTMLAnchorElement>(null)
  const busy = useNavigation().formAction === to

  const ask = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return
    event.preventDefault()
    setOpen(true)
  }
  return (
    <AlertDialog.Root open={open} onOpenChange={setOpen}>
      <Button asChild {...look}>
        <Link ref={link} to={to} onClick={ask}>
          {children}
        </Link>
      </Button>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="fixed inset-0 z-40 bg-scrim" />
        <AlertDialog.Content
          onCloseAutoFocus={(event) => {
            event.preventDefault()
            link.current?.focus()
          }}
          className="fixed inset-x-4 top-[20vh] z-50 mx-auto max-w-md rounded-lg bg-surface p-5 shadow-overlay"
        >
          <AlertDialog.Title className="break-words text-lg font-semibold">{title}</AlertDialog.Title>
          <AlertDialog.Description className="mt-1.5 text-sm text-ink-muted">
            {description}
          </AlertDialog.Description>
          <Form
            method="post"
            action={to}
            className="mt-5 flex justify-end gap-2"
            onSubmit={() => {
              setOpen(false)
            }}
          >
            <AlertDialog.Cancel asChild>
              <Button>{t('actions.cancel')}</Button>
            </AlertDialog.Cancel>
            <Button type="submit" variant="destructive" disabled={busy}>
              {confirmLabel}
            </Button>
          </Form>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}
