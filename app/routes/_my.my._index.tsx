import type { LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { OwnUsage } from '#app/components/my/own-usage'
import { QuotaList } from '#app/components/quota/quota-list'
import { PageHeader } from '#app/components/ui/page-header'
import { Section } from '#app/components/ui/section'
import type { PageHandle } from '#app/lib/page-handle'
import { requireMember } from '#app/lib/require-member.server'

export const handle = { titleKey: 'my:usage.title' } satisfies PageHandle

export async function loader(args: LoaderFunctionArgs) {
  const { caller, viewer } = requireMember(args)
  const { userId, keyId } = viewer
  const [user, key, userQuota, keyQuota, usage] = await Promise.all([
    caller.users.get({ id: userId }),
    caller.keys.get({ id: keyId }),
    caller.quota.ofUser({ id: userId }),
    caller.quota.ofKey({ id: keyId }),
    caller.quota.usageOfUser({ id: userId }),
  ])
  return { userName: user.name, keyName: key.name, userQuota, keyQuota, usage }
}

export default function MyUsage() {
  const { t } = useTranslation('my')
  const { userName, keyName, userQuota, keyQuota, usage } = useLoaderData<typeof loader>()
  return (
    <>
      <PageHeader
        title={t('usage.title')}
        description={t('usage.description', { user: userName, key: keyName })}
      />
      <Section title={t('usage.quota')} description={t('usage.quotaText')}>
        <QuotaList quota={userQuota} />
      </Section>
      {keyQuota.limits.length > 0 && (
        <Section title={t('usage.keyQuota', { key: keyName })} description={t('usage.keyQuotaText')}>
          <QuotaList quota={keyQuota} />
        </Section>
      )}
      <OwnUsage usage={usage} />
    </>
  )
}
