import type { LoaderFunctionArgs } from '@remix-run/node'
import { Link, useLoaderData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { CancelJob } from '#app/components/jobs/cancel-job'
import { JobProgress, JobState } from '#app/components/jobs/job-progress'
import { JobResult } from '#app/components/jobs/job-result'
import { DownloadFile } from '#app/components/jobs/job-table'
import { isOpen, KIND_KEYS } from '#app/components/jobs/job-words'
import { Button } from '#app/components/ui/button'
import { DetailList } from '#app/components/ui/detail-list'
import { Notice } from '#app/components/ui/notice'
import { PageHeader } from '#app/components/ui/page-header'
import { Section } from '#app/components/ui/section'
import { orNotFound } from '#app/lib/caller-errors.server'
import type { PageHandle } from '#app/lib/page-handle'
import { requireAdmin } from '#app/lib/require-admin.server'
import { idOf } from '#app/lib/route-id.server'
import { useFormat } from '#app/lib/use-format'
import { useReadAgain } from '#app/lib/use-read-again'

export const handle = { titleKey: 'jobs:one' } satisfies PageHandle

export const loader = (args: LoaderFunctionArgs) =>
  orNotFound(requireAdmin(args).jobs.get({ id: idOf(args) }))

export default function JobDetail() {
  const { t } = useTranslation('jobs')
  const format = useFormat()
  const job = useLoaderData<typeof loader>()
  const open = isOpen(job)
  useReadAgain(open)
  const asked = Object.entries(job.input).map(([name, value]) => `${name}: ${String(value)}`)
  return (
    <>
      <PageHeader
        title={
          <span className="inline-flex flex-wrap items-center gap-2.5">
            {t(KIND_KEYS[job.kind])}
            <JobState job={job} />
          </span>
        }
        parent={{ to: '/jobs', label: t('title') }}
        actions={
          <>
            {open && (
              <Button asChild>
                <Link to={`/jobs/${job.id}`}>{t('again')}</Link>
              </Button>
            )}
            <CancelJob job={job} />
            {job.file && <DownloadFile id={job.id} file={job.file} />}
          </>
        }
      />
      {job.error !== null && (
        <Notice tone="danger" title={t('failed')} className="mb-6">
          {job.error}
        </Notice>
      )}
      <Section title={t('facts')}>
        <DetailList
          details={[
            { label: t('fact.progress'), value: <JobProgress job={job} /> },
            { label: t('fact.began'), value: format.dateTime(job.createdAt) },
            {
              label: t('fact.ended'),
              value: job.finishedAt === null ? null : format.dateTime(job.finishedAt),
            },
            { label: t('fact.by'), value: <span dir="ltr">{job.actor}</span> },
            {
              label: t('fact.asked'),
              value: asked.length === 0 ? t('fact.everything') : <span dir="ltr">{asked.join(', ')}</span>,
            },
            {
              label: t('fact.file'),
              value: job.file && `${job.file.name} (${format.bytes(job.file.bytes)})`,
            },
          ]}
        />
      </Section>
      <JobResult job={job} />
    </>
  )
}
