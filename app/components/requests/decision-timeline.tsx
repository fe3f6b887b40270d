import { Link } from '@remix-run/react'
import { CircleCheck, CircleX } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { CandidateTable } from '#app/components/routing/candidate-table'
import { DecisionFacts } from '#app/components/routing/decision-facts'
import { useRoutingWords, type NamedFacts } from '#app/components/routing/use-routing-words'
import { WordingNotes } from '#app/components/translation/wording-notes'
import { Badge } from '#app/components/ui/badge'
import { classNames } from '#app/components/ui/class-names'
import { Disclosure } from '#app/components/ui/disclosure'
import { useFormat } from '#app/lib/use-format'
import type { ExplanationView } from '#server/trpc/schemas/routing'

type Attempt = ExplanationView['attempts'][number]

/** The attempts of a request in their order: who, why, and what came of it. */
export function DecisionTimeline({ explanation }: { explanation: ExplanationView }) {
  const { t } = useTranslation(['requests', 'routing'])
  const format = useFormat()
  const { attempts, facts, options, configVersion } = explanation
  if (!facts) return null
  return (
    <>
      <ol>
        {attempts.map((attempt, at) => (
          <TimelineEntry key={`${attempt.at}-${String(at)}`} {...{ attempt, facts }} />
        ))}
      </ol>
      <Disclosure title={t('requests:trace.inputs')}>
        <DecisionFacts
          facts={facts}
          candidates={attempts[0]?.candidates ?? []}
          more={[
            { label: t('routing:fact.configVersion'), value: configVersion },
            ...(options
              ? [
                  {
                    label: t('routing:fact.failBackIdle'),
                    value: format.duration(options.failBackIdleMs),
                  },
                  { label: t('routing:fact.timeZone'), value: options.timeZone },
                ]
              : []),
          ]}
        />
      </Disclosure>
    </>
  )
}

function TimelineEntry({ attempt, facts }: { attempt: Attempt; facts: NamedFacts }) {
  const { t } = useTranslation('requests')
  const words = useRoutingWords()
  const { at, providerId, providerName, outcome, reason, candidates } = attempt
  const ok = outcome === 'ok'
  const Icon = ok ? CircleCheck : CircleX
  return (
    <li className="group/entry relative pb-6 ps-8">
      <span
        aria-hidden
        className="absolute bottom-0 start-2.5 top-6 w-px bg-line-strong group-last/entry:hidden"
      />
      <Icon
        aria-hidden
        className={classNames('absolute start-0 top-0.5 size-5', ok ? 'text-ok' : 'text-danger')}
      />
      <p className="flex flex-wrap items-baseline justify-between gap-x-4">
        <span className="min-w-0 break-words">
          {providerId !== null && (
            <>
              <Link to={`/providers/${providerId}`} className="rounded font-medium hover:text-accent">
                {providerName ?? providerId}
              </Link>
              {' · '}
            </>
          )}
          <span className={ok ? 'text-ok' : 'text-danger'}>{words.outcome(outcome)}</span>
        </span>
        <AttemptTime at={at} />
      </p>
      {reason !== null && <p className="text-sm text-ink-muted">{words.chosen(reason)}</p>}
      {providerId !== null && <AttemptFacts attempt={attempt} requestedModel={facts.model} />}
      {attempt.translation && <AttemptWording translation={attempt.translation} />}
      {candidates.length > 0 && (
        <div className="mt-3">
          <Disclosure title={t('trace.candidates', { count: candidates.length })} open={providerId === null}>
            <CandidateTable {...{ candidates, reason, facts }} />
          </Disclosure>
        </div>
      )}
    </li>
  )
}

/** In which words the provider was asked, where they were not the client's. */
function AttemptWording({ translation }: { translation: NonNullable<Attempt['translation']> }) {
  const { t } = useTranslation(['translate', 'requests'])
  const { from, to, warnings, repairs } = translation
  const [fromName, toName] = [t(`requests:dialect.${from}`), t(`requests:dialect.${to}`)]
  return (
    <div className="mt-1.5">
      <p className="flex flex-wrap items-center gap-x-2 text-sm">
        <Badge tone="accent">
          {t(from === to ? 'translate:wording.mended' : 'translate:wording.translated')}
        </Badge>
        {from === to ? fromName : t('translate:wording.fromTo', { from: fromName, to: toName })}
      </p>
      <WordingNotes warnings={warnings} repairs={repairs} />
    </div>
  )
}

function AttemptTime({ at }: { at: string }) {
  const format = useFormat()
  return (
    <time dateTime={at} className="text-xs text-ink-muted">
      {format.dateTime(at)}
    </time>
  )
}

function AttemptFacts({ attempt, requestedModel }: { attempt: Attempt; requestedModel: string | null }) {
  const { t } = useTranslation('requests')
  const format = useFormat()
  const { status, durationMs, servedModel, ruleId, ruleName, detail, agrees, replayed, bill } = attempt
  const redirected = servedModel !== null && servedModel !== requestedModel
  return (
    <dl className="mt-1 flex flex-wrap gap-x-5 gap-y-0.5 text-sm">
      {status !== null && <Fact label={t('trace.status')}>{status}</Fact>}
      <Fact label={t('trace.duration')}>{format.duration(durationMs)}</Fact>
      {bill?.costUsd && <Fact label={t('trace.bill')}>{format.usd(bill.costUsd)}</Fact>}
      {redirected && <Fact label={t('trace.model')}>{servedModel}</Fact>}
      {detail !== null && (
        <Fact label={t('trace.detail')}>
          <bdi>{detail}</bdi>
        </Fact>
      )}
      {ruleId !== null && (
        <Fact label={t('trace.rule')}>
          <Link to={`/error-rules/${ruleId}`} className="rounded text-accent hover:underline">
            {ruleName ?? ruleId}
          </Link>
        </Fact>
      )}
      {agrees === false && (
        <Fact label={t('trace.replay')}>{replayed?.providerId ?? t('trace.replayNone')}</Fact>
      )}
    </dl>
  )
}

const Fact = ({ label, children }: { label: string; children: ReactNode }) => (
  <div className="flex min-w-0 gap-1.5">
    <dt className="shrink-0 text-ink-muted">{label}</dt>
    <dd className="min-w-0 break-words">{children}</dd>
  </div>
)
