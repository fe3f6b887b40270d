import { Link } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { EnabledToggle } from '#app/components/enabled-toggle'
import { Badge } from '#app/components/ui/badge'
import { ConfirmLink } from '#app/components/ui/confirm-link'
import { Cell, HeadCell, Table } from '#app/components/ui/table'
import type { KeyView } from '#server/trpc/schemas/key'
import { Expiry } from './expiry'
import { LastUsed } from './last-used'

export function KeyTable({ keys }: { keys: KeyView[] }) {
  const { t } = useTranslation('users')
  const head = (
    <>
      <HeadCell>{t('column.name')}</HeadCell>
      <HeadCell from="lg">{t('keys.column.key')}</HeadCell>
      <HeadCell from="md">{t('keys.column.scope')}</HeadCell>
      <HeadCell from="lg">{t('column.expires')}</HeadCell>
      <HeadCell from="xl">{t('keys.column.lastUsed')}</HeadCell>
      <HeadCell>{t('column.enabled')}</HeadCell>
      <HeadCell>
        <span className="sr-only">{t('column.actions')}</span>
      </HeadCell>
    </>
  )
  return (
    <Table caption={t('keys.title')} head={head}>
      {keys.map((key) => (
        <KeyRow key={key.id} apiKey={key} />
      ))}
    </Table>
  )
}

function KeyRow({ apiKey }: { apiKey: KeyView }) {
  const { t } = useTranslation('users')
  const { id, userId, name, prefix, last4, scope, expiresAt, lastUsedAt, enabled, replacedById } = apiKey
  const path = `/users/${userId}/keys/${id}`
  const masked = `${prefix}…${last4}`
  return (
    <tr>
      <Cell className="w-full max-w-0">
        <span className="flex min-w-0 items-center gap-2">
          <Link to={path} className="truncate rounded py-1 font-medium hover:text-accent">
            {name}
          </Link>
          {replacedById !== null && <Badge>{t('keys.replaced')}</Badge>}
        </span>
        <span className="block truncate font-mono text-xs text-ink-muted lg:hidden" dir="ltr">
          {masked}
        </span>
      </Cell>
      <Cell from="lg" className="whitespace-nowrap font-mono text-xs text-ink-muted" dir="ltr">
        {masked}
      </Cell>
      <Cell from="md" className="whitespace-nowrap">
        {t(`keys.scope.${scope}`)}
      </Cell>
      <Cell from="lg" className="whitespace-nowrap">
        <Expiry at={expiresAt} />
      </Cell>
      <Cell from="xl" className="whitespace-nowrap">
        <LastUsed at={lastUsedAt} />
      </Cell>
      <Cell>
        <EnabledToggle action={`${path}/enabled`} enabled={enabled} name={name} />
      </Cell>
      <Cell>
        <ConfirmLink
          to={`${path}/revoke`}
          title={t('keys.revoke.title', { name })}
          description={t('keys.revoke.text')}
          confirmLabel={t('keys.revoke.confirm')}
          aria-label={t('keys.revoke.actionOf', { name })}
          variant="danger"
        >
          {t('keys.revoke.action')}
        </ConfirmLink>
      </Cell>
    </tr>
  )
}
