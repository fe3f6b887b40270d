import type { LoaderFunctionArgs } from '@remix-run/node'
import { Link, useLoaderData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { PriceHistory } from '#app/components/prices/price-history'
import { endPricePath, modelOfUrl, setPricePath } from '#app/components/prices/price-paths'
import { SourceBadge } from '#app/components/prices/price-table'
import { RateTable } from '#app/components/prices/rate-table'
import { Button } from '#app/components/ui/button'
import { ConfirmLink } from '#app/components/ui/confirm-link'
import { Notice } from '#app/components/ui/notice'
import { PageHeader } from '#app/components/ui/page-header'
import { Section } from '#app/components/ui/section'
import { orNotFound } from '#app/lib/caller-errors.server'
import type { PageHandle } from '#app/lib/page-handle'
import { requireAdmin } from '#app/lib/require-admin.server'
import { useFormat } from '#app/lib/use-format'

export const handle = { titleKey: 'prices:one' } satisfies PageHandle

export async function loader(args: LoaderFunctionArgs) {
  const detail = await orNotFound(requireAdmin(args).prices.get({ model: modelOfUrl(args.request) }))
  return { detail, now: new Date().toISOString() }
}

export default function ModelPrice() {
  const { t } = useTranslation('prices')
  const format = useFormat()
  const { detail, now } = useLoaderData<typeof loader>()
  const { model, current } = detail
  return (
    <>
      <PageHeader
        title={<span className="break-all">{model}</span>}
        parent={{ to: '/prices', label: t('title') }}
        actions={
          <>
            {current?.source === 'manual' && (
              <ConfirmLink
                to={endPricePath(model)}
                title={t('end.title', { model })}
                description={t('end.text')}
                confirmLabel={t('end.confirm')}
                variant="danger"
              >
                {t('end.action')}
              </ConfirmLink>
            )}
            <Button asChild variant="primary">
              <Link to={setPricePath(model)}>{t('set.change')}</Link>
            </Button>
          </>
        }
      />
      {current ? (
        <Section
          title={t('rates')}
          description={t('since', { time: format.fullDateTime(current.validFrom) })}
          actions={<SourceBadge source={current.source} />}
        >
          <RateTable price={current} />
          <p className="mt-2 text-xs text-ink-muted">{t('unitAll')}</p>
        </Section>
      ) : (
        <Notice tone="warn" title={t('noneNow')} />
      )}
      <Section title={t('history')} description={t('historyText')}>
        <PriceHistory detail={detail} now={now} />
      </Section>
    </>
  )
}
