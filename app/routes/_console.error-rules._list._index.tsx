import type { LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { RuleTable } from '#app/components/error-rules/rule-table'
import { EmptyState } from '#app/components/ui/empty-state'
import type { PageHandle } from '#app/lib/page-handle'
import { requireAdmin } from '#app/lib/require-admin.server'

export const handle = { titleKey: 'rules:title' } satisfies PageHandle

export const loader = (args: LoaderFunctionArgs) => requireAdmin(args).errorRules.list()

export default function RuleList() {
  const { t } = useTranslation('rules')
  const { items } = useLoaderData<typeof loader>()
  if (items.length === 0) return <EmptyState title={t('empty.title')}>{t('empty.text')}</EmptyState>
  return <RuleTable rules={items} />
}
