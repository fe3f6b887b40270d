import { Link } from '@remix-run/react'
import { Download } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button } from '#app/components/ui/button'
import { Cell, HeadCell, Table } from '#app/components/ui/table'
import { useFormat } from '#app/lib/use-format'
import type { JobView } from '#server/trpc/schemas/job'
import { CancelJob } from './cancel-job'
import { JobProgress, JobState } from './job-progress'
import { jobFilePath, KIND_KEYS } from './job-words'

export function JobTable({ jobs }: { jobs: JobView[] }) {
  const { t } = useTranslation('jobs')
  const head = (
    <>
      <HeadCell>{t('column.job')}</HeadCell>
      <HeadCell>{t('column.state')}</HeadCell>
      <HeadCell from="sm" className="w-48">
        {t('column.progress')}
      </HeadCell>
      <HeadCell from="md">{t('column.began')}</HeadCell>
      <HeadCell>
        <span className="sr-only">{t('column.actions')}</span>
      </HeadCell>
    </>
  )
  return (
    <Table caption={t('title')} head={head}>
      {jobs.map((job) => (
        <JobRow key={job.id} job={job} />
      ))}
    </Table>
  )
}

function JobRow({ job }: { job: JobView }) {
  const { t } = useTranslation('jobs')
  const format = useFormat()
  return (
    <tr>
      <Cell className="w-full max-w-0">
        <Link to={`/jobs/${job.id}`} className="block break-words rounded py-1 font-medium hover:text-accent">
          {t(KIND_KEYS[job.kind])}
        </Link>
        {job.error !== null && <span className="block truncate text-xs text-danger">{job.error}</span>}
        <span className="block sm:hidden">
          <JobProgress job={job} />
        </span>
      </Cell>
      <Cell className="whitespace-nowrap">
        <JobState job={job} />
      </Cell>
      <Cell from="sm">
        <JobProgress job={job} />
      </Cell>
      <Cell from="md" className="whitespace-nowrap">
        <time dateTime={job.createdAt}>{format.dateTime(job.createdAt)}</time>
      </Cell>
      <Cell className="text-end">
        <CancelJob job={job} />
        {job.file && <DownloadFile id={job.id} file={job.file} />}
      </Cell>
    </tr>
  )
}

export function DownloadFile({ id, file }: { id: string; file: NonNullable<JobView['file']> }) {
  const { t } = useTranslation('jobs')
  return (
    <Button asChild>
      <a href={jobFilePath(id)} download aria-label={t('downloadOf', { name: file.name })}>
        <Download aria-hidden />
        <span className="max-sm:sr-only">{t('download')}</span>
      </a>
    </Button>
  )
}
