import { Link } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { Badge } from '#app/components/ui/badge'
import { Button } from '#app/components/ui/button'
import { ConfirmLink } from '#app/components/ui/confirm-link'
import { Cell, HeadCell, Table } from '#app/components/ui/table'
import { Expiry } from '#app/components/users/expiry'
import { LastUsed } from '#app/components/users/last-used'
import type { KeyView } from '#server/trpc/schemas/key'

interface OwnKeyTableProps {
  keys: KeyView[]
  /** The key that the reader signed in with. */
  currentId: string
  mayMake: boolean
  mayRevoke: boolean
}

export function OwnKeyTable({ keys, ...rest }: OwnKeyTableProps) {
  const { t } = useTranslation('users')
  const head = (
    <>
      <HeadCell>{t('column.name')}</HeadCell>
      <HeadCell from="md">{t('keys.column.scope')}</HeadCell>
      <HeadCell from="lg">{t('column.expires')}</HeadCell>
      <HeadCell from="md">{t('keys.column.lastUsed')}</HeadCell>
      <HeadCell>
        <span className="sr-only">{t('column.actions')}</span>
      </HeadCell>
    </>
  )
  return (
    <Table caption={t('keys.title')} head={head}>
      {keys.map((key) => (
        <OwnKeyRow key={key.id} apiKey={key} {...rest} />
      ))}
    </Table>
  )
}

type OwnKeyRowProps = { apiKey: KeyView } & Omit<OwnKeyTableProps, 'keys'>

function OwnKeyRow({ apiKey, currentId, mayMake, mayRevoke }: OwnKeyRowProps) {
  const { t } = useTranslation(['users', 'my', 'common'])
  const { id, name, prefix, last4, scope, expiresAt, lastUsedAt, enabled, replacedById } = apiKey
  const path = `/my/keys/${id}`
  return (
    <tr>
      <Cell className="w-full max-w-0">
        <span className="flex min-w-0 flex-wrap items-center gap-x-2">
          <span className="max-w-full truncate font-medium">{name}</span>
          {id === currentId && <Badge tone="accent">{t('my:keys.current')}</Badge>}
          {replacedById !== null && <Badge>{t('users:keys.replaced')}</Badge>}
          {!enabled && <Badge tone="warn">{t('common:state.disabled')}</Badge>}
        </span>
        <span className="block truncate font-mono text-xs text-ink-muted" dir="ltr">
          {`${prefix}…${last4}`}
        </span>
      </Cell>
      <Cell from="md" className="whitespace-nowrap">
        {t(`users:keys.scope.${scope}`)}
      </Cell>
      <Cell from="lg" className="whitespace-nowrap">
        <Expiry at={expiresAt} />
      </Cell>
      <Cell from="md" className="whitespace-nowrap">
        <LastUsed at={lastUsedAt} />
      </Cell>
      <Cell>
        <span className="flex justify-end gap-2 max-sm:flex-col">
          {mayMake && replacedById === null && (
            <Button asChild>
              <Link to={`${path}/rotate`} aria-label={t('users:keys.rotate.actionOf', { name })}>
                {t('users:keys.rotate.action')}
              </Link>
            </Button>
          )}
          {mayRevoke && (
            <ConfirmLink
              to={`${path}/revoke`}
              title={t('users:keys.revoke.title', { name })}
              description={t('users:keys.revoke.text')}
              confirmLabel={t('users:keys.revoke.confirm')}
              aria-label={t('users:keys.revoke.actionOf', { name })}
              variant="danger"
            >
              {t('users:keys.revoke.action')}
            </ConfirmLink>
          )}
        </span>
      </Cell>
    </tr>
  )
}
