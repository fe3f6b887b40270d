import { Link } from '@remix-run/react'
import { Check } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { classNames } from './ui/class-names'
import { Button } from './ui/button'
import { Panel, Section } from './ui/section'
import { ClientSetupList } from './users/client-setup-list'

interface FirstRunGuideProps {
  hasProvider: boolean
  hasKey: boolean
  origin: string
}

/** From an empty hub to the first answer. Shown until the first request has come. */
export function FirstRunGuide({ hasProvider, hasKey, origin }: FirstRunGuideProps) {
  const { t } = useTranslation('overview')
  return (
    <Section title={t('guide.title')} description={t('guide.text')} className="mb-8">
      <Panel>
        <ol className="divide-y divide-line">
          <Step
            number={1}
            done={hasProvider}
            title={t('guide.provider.title')}
            text={t('guide.provider.text')}
          >
            <Button asChild variant={hasProvider ? 'secondary' : 'primary'}>
              <Link to="/providers/new">{t('guide.provider.action')}</Link>
            </Button>
          </Step>
          <Step number={2} done={hasKey} title={t('guide.key.title')} text={t('guide.key.text')}>
            <Button asChild variant={hasProvider && !hasKey ? 'primary' : 'secondary'}>
              <Link to={hasKey ? '/users' : '/users/new'}>
                {t(hasKey ? 'guide.key.show' : 'guide.key.action')}
              </Link>
            </Button>
          </Step>
          <Step number={3} done={false} title={t('guide.client.title')} text={t('guide.client.text')} />
        </ol>
      </Panel>
      {hasProvider && hasKey && (
        <div className="mt-3">
          <ClientSetupList origin={origin} />
        </div>
      )}
    </Section>
  )
}

interface StepProps {
  number: number
  done: boolean
  title: string
  text: string
  children?: ReactNode
}

function Step({ number, done, title, text, children }: StepProps) {
  const { t } = useTranslation('overview')
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-3 px-4 py-3.5">
      <span
        aria-hidden
        className={classNames(
          'flex size-6 shrink-0 items-center justify-center rounded-full text-xs font-semibold',
          done ? 'bg-ok-soft text-ok' : 'bg-sunken text-ink-muted',
        )}
      >
        {done ? <Check className="size-3.5" /> : number}
      </span>
      <div className="min-w-0 grow basis-56">
        <p className="text-sm font-medium">
          {title}
          {done && <span className="sr-only"> ({t('guide.done')})</span>}
        </p>
        <p className="text-sm text-ink-muted">{text}</p>
      </div>
      {children}
    </li>
  )
}
