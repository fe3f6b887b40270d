import { useTranslation } from 'react-i18next'
import { Notice } from '#app/components/ui/notice'
import { useFormat } from '#app/lib/use-format'
import type { SendResultView } from '#server/trpc/schemas/webhook'

/** What came of a test. */
export function SendResult({ result, className }: { result: SendResultView; className?: string }) {
  const { t } = useTranslation('webhooks')
  const format = useFormat()
  const { ok, status, latencyMs, problem, answer } = result
  const facts = [...(status === null ? [] : [t('test.status', { status })]), format.duration(latencyMs)]
  return (
    <Notice
      tone={ok ? 'ok' : 'danger'}
      title={`${t(ok ? 'test.passed' : 'test.failed')} (${format.list(facts)})`}
      className={className}
    >
      {problem !== null && <p>{problem}</p>}
      {answer !== '' && (
        <pre
          dir="ltr"
          className="mt-1 max-h-40 overflow-auto whitespace-pre-wrap break-all font-mono text-xs"
        >
          {answer}
        </pre>
      )}
    </Notice>
  )
}
