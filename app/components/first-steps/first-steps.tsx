import { Form, Link, useRevalidator } from '@remix-run/react'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { TestConnection, useConnectionTest } from '#app/components/providers/test-connection'
import { TestResult } from '#app/components/providers/test-result'
import { Button } from '#app/components/ui/button'
import { Panel, Section } from '#app/components/ui/section'
import { ClientSetupList } from '#app/components/users/client-setup-list'
import type { FirstSteps as Steps } from './read-first-steps.server'
import { Step } from './step'

interface FirstStepsProps {
  steps: Steps
  origin: string
  /** Something is under way, so that the first row may come at any moment. */
  busy: boolean
}

/** From an empty hub to the first answer; every step ticks itself off by what the hub has. */
export function FirstSteps({ steps, origin, busy }: FirstStepsProps) {
  const { t } = useTranslation('overview')
  const { provider, user, hasKey, requestId } = steps
  const answered = useProviderAnswered(steps)
  const tested = steps.tested || answered
  const served = requestId !== null
  useLookAgain(busy && !served)
  const next = [provider !== null, tested, hasKey, served].indexOf(false)
  const variant = (step: number) => (next === step ? 'primary' : 'secondary')
  return (
    <Panel>
      <ol className="divide-y divide-line">
        <Step
          number={1}
          done={provider !== null}
          text={t('guide.provider.text')}
          title={t('guide.provider.title')}
        >
          {provider === null && (
            <Button asChild variant={variant(0)}>
              <Link to="/providers/new">{t('guide.provider.action')}</Link>
            </Button>
          )}
        </Step>
        <Step
          number={2}
          done={tested}
          title={t('guide.test.title')}
          text={t('guide.test.text')}
          below={provider && <Result id={provider.id} />}
        >
          {provider && <TestConnection {...provider} variant={variant(1)} />}
        </Step>
        <Step number={3} done={hasKey} title={t('guide.key.title')} text={t('guide.key.text')}>
          <KeyAction user={user} hasKey={hasKey} variant={variant(2)} />
        </Step>
        <Step
          number={4}
          done={served}
          title={t('guide.client.title')}
          text={t('guide.client.text')}
          below={hasKey && !served && <ClientSetupList origin={origin} />}
        />
        <Step
          number={5}
          done={served}
          waiting={hasKey && !served}
          title={t('guide.request.title')}
          text={t(served ? 'guide.request.arrived' : busy ? 'guide.request.underWay' : 'guide.request.text')}
        >
          {served && (
            <Button asChild variant="primary">
              <Link to={`/requests/${requestId}`}>{t('guide.request.action')}</Link>
            </Button>
          )}
        </Step>
      </ol>
    </Panel>
  )
}

/** They may be put away there. */
export function FirstStepsSection(props: FirstStepsProps) {
  const { t } = useTranslation('overview')
  const served = props.steps.requestId !== null
  return (
    <Section
      title={t('guide.title')}
      description={t(guideTextKey(props.steps))}
      className="mb-8"
      actions={<HideForm served={served} />}
    >
      <FirstSteps {...props} />
    </Section>
  )
}

/** What the guide says of itself. */
export const guideTextKey = ({ requestId }: Steps) => (requestId === null ? 'guide.text' : 'guide.finished')

/** A test on this page shows at once; the hub writes it down a moment later. */
function useProviderAnswered({ provider }: Steps): boolean {
  const { result } = useConnectionTest(provider?.id ?? '')
  return result?.ok ?? false
}

function Result({ id }: { id: string }) {
  const { result } = useConnectionTest(id)
  return result ? <TestResult result={result} /> : null
}

interface KeyActionProps extends Pick<Steps, 'user' | 'hasKey'> {
  variant: 'primary' | 'secondary'
}

function KeyAction({ user, hasKey, variant }: KeyActionProps) {
  const { t } = useTranslation('overview')
  const [to, label] = hasKey
    ? ['/users', t('guide.key.show')]
    : user
      ? [`/users/${user.id}/keys/new`, t('guide.key.create', { name: user.name })]
      : ['/users/new', t('guide.key.action')]
  return (
    <Button asChild variant={variant}>
      <Link to={to}>{label}</Link>
    </Button>
  )
}

function HideForm({ served }: { served: boolean }) {
  const { t } = useTranslation('overview')
  return (
    <Form method="post" action="/first-steps">
      <Button type="submit" variant="quiet" name="hidden" value="on">
        {t(served ? 'guide.close' : 'guide.hide')}
      </Button>
    </Form>
  )
}

const LOOK_AGAIN_MS = 700

/** A row is written a moment after its answer. */
function useLookAgain(expecting: boolean): void {
  const { revalidate, state } = useRevalidator()
  useEffect(() => {
    if (!expecting || state !== 'idle') return
    const timer = setTimeout(revalidate, LOOK_AGAIN_MS)
    return () => {
      clearTimeout(timer)
    }
  }, [expecting, state, revalidate])
}
