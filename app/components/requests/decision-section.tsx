import { useTranslation } from 'react-i18next'
import { Badge, type Tone } from '#app/components/ui/badge'
import { CodeBlock } from '#app/components/ui/code-block'
import { Notice } from '#app/components/ui/notice'
import { Section } from '#app/components/ui/section'
import type { ExplanationView } from '#server/trpc/schemas/routing'
import { DecisionTimeline } from './decision-timeline'

interface DecisionSectionProps {
  /** Null when the hub could not make one. */
  explanation: ExplanationView | null
  /** As the row has it, for rows that can no longer be explained. */
  trace: unknown
}

export function DecisionSection({ explanation, trace }: DecisionSectionProps) {
  const { t } = useTranslation('requests')
  return (
    <Section
      title={t('detail.trace')}
      description={t('detail.traceText')}
      className="mb-8"
      {...(explanation?.facts && { actions: <ReplayMark agrees={explanation.agrees} /> })}
    >
      <Decision {...{ explanation, trace }} />
    </Section>
  )
}

function Decision({ explanation, trace }: DecisionSectionProps) {
  const { t } = useTranslation('requests')
  if (explanation?.facts) return <DecisionTimeline explanation={explanation} />
  return (
    <>
      {explanation === null && (
        <Notice tone="warn" title={t('trace.failed')}>
          {t('trace.failedText')}
        </Notice>
      )}
      {explanation !== null && (
        <p className="text-sm text-ink-muted">
          {t(hasContent(trace) ? 'trace.unreadable' : 'trace.noDecision')}
        </p>
      )}
      {hasContent(trace) && (
        <div className="mt-3">
          <CodeBlock title="trace.json" code={JSON.stringify(trace, null, 2)} />
        </div>
      )}
    </>
  )
}

const MARKS = {
  agrees: { tone: 'ok', hint: 'trace.agreesHint' },
  differs: { tone: 'danger', hint: 'trace.differsHint' },
  unknown: { tone: 'neutral', hint: 'trace.unknownConfiguration' },
} as const satisfies Record<string, { tone: Tone; hint: string }>

function ReplayMark({ agrees }: { agrees: boolean | null }) {
  const { t } = useTranslation('requests')
  const mark = agrees === null ? 'unknown' : agrees ? 'agrees' : 'differs'
  const { tone, hint } = MARKS[mark]
  return (
    <p className="text-xs text-ink-muted">
      <Badge tone={tone}>{t(`trace.${mark}`)}</Badge>
      <span className="mt-1 block">{t(hint)}</span>
    </p>
  )
}

const hasContent = (value: unknown): boolean => value !== null && value !== undefined
