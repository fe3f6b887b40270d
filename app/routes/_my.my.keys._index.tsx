import type { LoaderFunctionArgs } from '@remix-run/node'
import { Link, useLoaderData } from '@remix-run/react'
import { Plus } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { OwnKeyTable } from '#app/components/my/own-key-table'
import { Button } from '#app/components/ui/button'
import { PageHeader } from '#app/components/ui/page-header'
import { Pagination } from '#app/components/ui/pagination'
import type { PageHandle } from '#app/lib/page-handle'
import { pageOfUrl } from '#app/lib/page-of-url.server'
import { requireMember } from '#app/lib/require-member.server'

export const handle = { titleKey: 'my:keys.title' } satisfies PageHandle

export async function loader(args: LoaderFunctionArgs) {
  const { caller, viewer } = requireMember(args)
  const [page, quota, current] = await Promise.all([
    caller.keys.list(pageOfUrl(args.request)),
    caller.quota.ofKey({ id: viewer.keyId }),
    caller.keys.get({ id: viewer.keyId }),
  ])
  const limited = quota.limits.length > 0 || current.limits.concurrentSessions !== null
  return { page, currentId: viewer.keyId, readOnly: viewer.scope === 'read-only', limited }
}

export default function MyKeys() {
  const { t } = useTranslation(['my', 'users'])
  const { page, currentId, readOnly, limited } = useLoaderData<typeof loader>()
  const mayMake = !readOnly && !limited
  const why = readOnly ? t('my:keys.readOnly') : limited && t('my:keys.limited')
  return (
    <>
      <PageHeader
        title={t('my:keys.title')}
        description={why || t('users:keys.description')}
        actions={
          mayMake && (
            <Button asChild variant="primary">
              <Link to="/my/keys/new">
                <Plus aria-hidden />
                {t('users:keys.add')}
              </Link>
            </Button>
          )
        }
      />
      <OwnKeyTable keys={page.items} currentId={currentId} mayMake={mayMake} mayRevoke={!readOnly} />
      <Pagination nextCursor={page.nextCursor} />
    </>
  )
}
