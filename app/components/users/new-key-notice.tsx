import { Link } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { Button } from '#app/components/ui/button'
import { CopyButton } from '#app/components/ui/copy-button'
import { Section, Panel } from '#app/components/ui/section'
import { ClientSetupList } from './client-setup-list'

interface NewKeyNoticeProps {
  apiKey: string
  origin: string
  /** Where the reader goes on. */
  doneTo: string
}

/** The one time that a key can be seen. */
export function NewKeyNotice({ apiKey, origin, doneTo }: NewKeyNoticeProps) {
  const { t } = useTranslation('users')
  return (
    <>
      <Panel className="p-4 sm:p-5">
        <p className="text-sm font-medium">{t('keys.created.once')}</p>
        <div className="mt-3 flex flex-wrap items-center gap-2">
          <code
            dir="ltr"
            data-testid="new-key"
            className="min-w-0 grow basis-72 break-all rounded border bg-sunken px-3 py-2 font-mono text-sm"
          >
            {apiKey}
          </code>
          <CopyButton text={apiKey} label={t('keys.created.label')} variant="primary" />
        </div>
      </Panel>
      <Section title={t('setup.title')} description={t('setup.text')} className="mt-8">
        <ClientSetupList origin={origin} apiKey={apiKey} />
      </Section>
      <Button asChild className="mt-6">
        <Link to={doneTo}>{t('keys.created.done')}</Link>
      </Button>
    </>
  )
}
