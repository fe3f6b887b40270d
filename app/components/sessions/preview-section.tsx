import { useTranslation } from 'react-i18next'
import { Panel, Section } from '#app/components/ui/section'

/** The end of an answer, while it streams; null when it has ended or nobody has looked in time. */
export function PreviewSection({ text }: { text: string | null }) {
  const { t } = useTranslation('sessions')
  return (
    <Section title={t('preview.title')} description={t('preview.text')}>
      <Panel>
        {text === null ? (
          <p className="px-4 py-3 text-sm text-ink-muted">{t('preview.ended')}</p>
        ) : (
          <pre
            dir="auto"
            className="max-h-96 overflow-y-auto whitespace-pre-wrap break-words p-4 font-mono text-xs leading-5"
            tabIndex={0}
            role="log"
            aria-live="off"
            aria-label={t('preview.title')}
          >
            {text === '' ? t('preview.waiting') : text}
          </pre>
        )}
      </Panel>
    </Section>
  )
}
