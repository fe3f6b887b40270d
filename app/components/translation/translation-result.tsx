import { Tabs } from 'radix-ui'
import { useTranslation } from 'react-i18next'
import { CodeBlock } from '#app/components/ui/code-block'
import { Notice } from '#app/components/ui/notice'
import { Section } from '#app/components/ui/section'
import type { TranslationView } from '#server/trpc/schemas/translate'
import { WordingNotes } from './wording-notes'

type Translation = TranslationView['translations'][number]

/** The message in the other protocols: side by side, or in tabs where there is no room for that. Without JavaScript one
 * below the other. */
export function TranslationResult({ translation }: { translation: TranslationView }) {
  const { t } = useTranslation(['translate', 'requests'])
  const { dialect, kind, translations } = translation
  return (
    <Section title={t('translate:result.title')}>
      <p role="status" className="-mt-2 mb-4 text-sm text-ink-muted">
        {useSummary(translations)}
      </p>
      <Tabs.Root key={`${dialect} ${kind}`} defaultValue={translations[0]?.dialect ?? ''}>
        <Tabs.List
          aria-label={t('translate:result.protocols')}
          className="needs-scripting mb-4 flex flex-wrap gap-x-5 border-b xl:hidden"
        >
          {translations.map((one) => (
            <Tabs.Trigger
              key={one.dialect}
              value={one.dialect}
              className="-mb-px flex min-h-10 shrink-0 items-center border-b-2 border-transparent text-sm font-medium text-ink-muted -outline-offset-2 hover:text-ink aria-selected:border-accent aria-selected:text-ink"
            >
              {t(`requests:dialect.${one.dialect}`)}
            </Tabs.Trigger>
          ))}
        </Tabs.List>
        <div className="grid items-start gap-6 xl:grid-cols-3">
          {translations.map((one) => (
            <Tabs.Content
              key={one.dialect}
              value={one.dialect}
              forceMount
              // What it holds takes the focus itself.
              tabIndex={undefined}
              className="min-w-0 max-xl:data-[state=inactive]:[@media(scripting:enabled)]:hidden"
            >
              <TranslationPanel translation={one} kind={kind} />
            </Tabs.Content>
          ))}
        </div>
      </Tabs.Root>
    </Section>
  )
}

function useSummary(translations: Translation[]): string {
  const { t } = useTranslation('translate')
  const said = translations.filter(({ error }) => error === null).length
  const refused = translations.length - said
  const warned = translations.reduce((sum, { warnings }) => sum + warnings.length, 0)
  return [
    ...(said > 0 ? [t('result.said', { count: said })] : []),
    ...(refused > 0 ? [t('result.refused', { count: refused })] : []),
    ...(warned > 0 ? [t('result.warned', { count: warned })] : []),
  ].join(' · ')
}

interface TranslationPanelProps {
  translation: Translation
  kind: TranslationView['kind']
}

function TranslationPanel({ translation, kind }: TranslationPanelProps) {
  const { t } = useTranslation(['translate', 'requests'])
  const { dialect, path, model, status, body, warnings, repairs, error } = translation
  const lossless = kind === 'request' && error === null && warnings.length + repairs.length === 0
  return (
    <>
      <h3 className="font-semibold">{t(`requests:dialect.${dialect}`)}</h3>
      {model !== null && (
        <p className="text-sm text-ink-muted">
          {`${t('translate:result.model')} `}
          <code className="break-all font-mono text-xs text-ink">{model}</code>
        </p>
      )}
      {error && (
        <Notice tone="danger" title={t('translate:result.impossible')} className="mt-2">
          {t('translate:result.impossibleText', error)}
        </Notice>
      )}
      <WordingNotes warnings={warnings} repairs={repairs} />
      {lossless && <p className="mt-2 text-sm text-ink-muted">{t('translate:result.lossless')}</p>}
      {body && (
        <div className="mt-3">
          <CodeBlock
            title={path ?? t('translate:result.status', { status })}
            code={JSON.stringify(body, null, 2)}
          />
        </div>
      )}
    </>
  )
}
