import { redirect, type LoaderFunctionArgs } from '@remix-run/node'
import { readPageQuery, toStatisticsQuery } from '#app/components/statistics/statistics-query'
import { isRefusal } from '#app/lib/caller-errors.server'
import { readTimeZone } from '#app/lib/preferences.server'
import { requireAdmin } from '#app/lib/require-admin.server'

/** The view of the page as a file. */
export async function loader(args: LoaderFunctionArgs) {
  const caller = requireAdmin(args)
  const { searchParams } = new URL(args.request.url)
  const timeZone = await readTimeZone(args.request)
  const asked = toStatisticsQuery(readPageQuery(searchParams, Date.now(), timeZone), timeZone)
  const format = searchParams.get('format') === 'json' ? 'json' : 'csv'
  const file = await caller.statistics.export({ ...asked, format }).catch((error: unknown) => {
    if (!isRefusal(error)) throw error
    searchParams.delete('format')
    searchParams.set('problem', 'export')
    throw redirect(`/statistics?${searchParams.toString()}`)
  })
  const { name, mediaType, content } = file
  return new Response(content, {
    headers: {
      'content-type': mediaType,
      'content-disposition': `attachment; filename="${name}"`,
      'cache-control': 'no-store',
    },
  })
}
