import { useTranslation } from 'react-i18next'
import { Notice } from '#app/components/ui/notice'
import { useFormat } from '#app/lib/use-format'
import type { ProviderTestView } from '#server/trpc/schemas/provider'

const MODELS_SHOWN = 12

export function TestResult({
  result,
  className,
}: {
  result: ProviderTestView
  className?: string | undefined
}) {
  const { t } = useTranslation('providers')
  const format = useFormat()
  const { ok, status, latencyMs, message, models } = result
  const facts = [...(status === null ? [] : [t('test.status', { status })]), format.duration(latencyMs)]
  return (
    <Notice
      tone={ok ? 'ok' : 'danger'}
      title={`${t(ok ? 'test.passedLong' : 'test.failedLong')} (${format.list(facts)})`}
      className={className}
    >
      <p lang="en">{message}</p>
      {models.length > 0 && (
        <p className="mt-1 font-mono text-xs" dir="ltr">
          {models.slice(0, MODELS_SHOWN).join(', ')}
          {models.length > MODELS_SHOWN && ' …'}
        </p>
      )}
    </Notice>
  )
}
