import type { AppLoadContext } from '@remix-run/node'

/** Ids of the jobs that have not ended, for what is told beside every page: none must fail for its sake. */
export async function readOpenJobs({ jobs }: AppLoadContext['caller']): Promise<string[]> {
  try {
    const pages = await Promise.all([jobs.list({ status: 'queued' }), jobs.list({ status: 'running' })])
    return pages.flatMap(({ items }) => items.map(({ id }) => id))
  } catch {
    return []
  }
}
