import { useFetcher } from '@remix-run/react'
import { PlugZap } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button, type ButtonProps } from '#app/components/ui/button'
import type { action } from '#app/routes/_console.providers.$id_.connection'

/** The test of one provider; the button and the place that shows the result share it by its key. */
export function useConnectionTest(id: string) {
  const fetcher = useFetcher<typeof action>({ key: `test-${id}` })
  const busy = fetcher.state !== 'idle'
  return { Form: fetcher.Form, busy, result: busy ? undefined : fetcher.data }
}

interface TestConnectionProps extends Pick<ButtonProps, 'variant'> {
  id: string
  name: string
}

/** Tests in place with JavaScript; without, the form leads to a page with the result. */
export function TestConnection({ id, name, variant }: TestConnectionProps) {
  const { t } = useTranslation('providers')
  const { Form, busy } = useConnectionTest(id)
  return (
    <Form method="post" action={`/providers/${id}/connection`}>
      <Button
        type="submit"
        variant={variant}
        disabled={busy}
        aria-label={t('test.actionOf', { name })}
        className="min-w-20"
      >
        <PlugZap aria-hidden className="max-sm:hidden" />
        {busy ? t('test.running') : t('test.action')}
      </Button>
    </Form>
  )
}
