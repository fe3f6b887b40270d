import { Link } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { setPricePath } from '#app/components/prices/price-paths'
import { SyncPreview } from '#app/components/prices/sync-preview'
import { DetailList } from '#app/components/ui/detail-list'
import { Section } from '#app/components/ui/section'
import { Cell, HeadCell, Table } from '#app/components/ui/table'
import { useFormat } from '#app/lib/use-format'
import type { JobDetailView } from '#server/trpc/schemas/job'

/** What came of a job. */
export function JobResult({ job }: { job: JobDetailView }) {
  const { t } = useTranslation('jobs')
  const format = useFormat()
  if (job.result === null) return null
  if (job.kind === 'prices.sync')
    return <SyncPreview preview={job.result} input={{ source: 'url' }} action="/prices/update" />
  if (job.kind === 'logs.export')
    return (
      <Section title={t('result.title')}>
        <p className="text-sm">{t('result.rows', { rows: format.number(job.result.rows) })}</p>
      </Section>
    )
  const { looked, computed, costUsd, unpriced } = job.result
  return (
    <Section title={t('result.title')}>
      <DetailList
        numeric
        details={[
          { label: t('result.looked'), value: format.number(looked) },
          { label: t('result.computed'), value: format.number(computed) },
          { label: t('result.cost'), value: format.cost(Number(costUsd)) },
        ]}
      />
      {unpriced.length > 0 && <Unpriced models={unpriced} />}
    </Section>
  )
}

function Unpriced({ models }: { models: { model: string; requests: number }[] }) {
  const { t } = useTranslation('jobs')
  const format = useFormat()
  const head = (
    <>
      <HeadCell>{t('result.model')}</HeadCell>
      <HeadCell numeric>{t('result.requests')}</HeadCell>
    </>
  )
  return (
    <div className="mt-6">
      <h3 className="mb-2 text-sm font-semibold">{t('result.unpriced')}</h3>
      <Table caption={t('result.unpriced')} head={head}>
        {models.map(({ model, requests }) => (
          <tr key={model}>
            <Cell className="w-full break-all">
              <Link to={setPricePath(model)} className="rounded py-1 font-medium hover:text-accent">
                {model}
              </Link>
            </Cell>
            <Cell numeric>{format.number(requests)}</Cell>
          </tr>
        ))}
      </Table>
    </div>
  )
}
