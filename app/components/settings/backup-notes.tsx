import { useTranslation } from 'react-i18next'
import { CodeBlock } from '#app/components/ui/code-block'
import { Section } from '#app/components/ui/section'

/** What a copy of the embedded database holds, and how it comes back. */
export function BackupRestore() {
  const { t } = useTranslation('settings')
  return (
    <>
      <Section title={t('backup.holds')}>
        <p className="max-w-prose text-sm text-ink-muted">{t('backup.holdsText')}</p>
      </Section>
      <Section title={t('backup.restore')}>
        <ol className="max-w-prose list-decimal space-y-1 ps-5 text-sm text-ink-muted">
          {(['step1', 'step2', 'step3', 'step4'] as const).map((step) => (
            <li key={step}>{t(`backup.${step}`)}</li>
          ))}
        </ol>
      </Section>
    </>
  )
}

/** A database server has better tools for that than the hub. */
export function BackupOfServer() {
  const { t } = useTranslation('settings')
  return (
    <Section title={t('backup.server')} description={t('backup.serverText')}>
      <div className="space-y-4">
        <CodeBlock title={t('backup.take')} code={TAKE} />
        <CodeBlock title={t('backup.bringBack')} code={BRING_BACK} />
      </div>
    </Section>
  )
}

const TAKE = 'pg_dump --format=custom --file=hub.dump "$DATABASE_URL"'
const BRING_BACK = 'pg_restore --clean --if-exists --dbname="$DATABASE_URL" hub.dump'
