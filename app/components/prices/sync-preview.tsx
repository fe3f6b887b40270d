import { Form, useNavigation } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { Badge } from '#app/components/ui/badge'
import { Button } from '#app/components/ui/button'
import { Disclosure } from '#app/components/ui/disclosure'
import { Notice } from '#app/components/ui/notice'
import { Section } from '#app/components/ui/section'
import { Cell, HeadCell, Table } from '#app/components/ui/table'
import { useFormat } from '#app/lib/use-format'
import type { PriceSyncInput, PriceSyncPreviewView } from '#server/trpc/schemas/price'

interface SyncPreviewProps {
  preview: PriceSyncPreviewView
  /** What is sent to be applied: where it came from and, of a text, the entries that matter. */
  input: PriceSyncInput
  /** The page that does it; the one that shows it when absent. */
  action?: string
}

/** A first update brings thousands of models; their names say little one by one. */
const MOST_ROWS = 200

export function SyncPreview({ preview, input, action }: SyncPreviewProps) {
  const { t } = useTranslation('prices')
  const format = useFormat()
  const { added, changed, unchanged, skipped, malformed } = preview
  const changes = added.length + changed.length
  const counts = t('update.counts', {
    added: format.number(added.length),
    changed: format.number(changed.length),
    unchanged: format.number(unchanged),
    skipped: format.number(skipped),
  })
  return (
    <Section title={t('update.preview')} className="mt-8">
      <p role="status" className="mb-3 text-sm">
        {changes === 0 ? t('update.nothing', { unchanged: format.number(unchanged) }) : counts}
      </p>
      <Malformed malformed={malformed} />
      {changes > 0 && <Apply digest={preview.digest} input={input} action={action} />}
      {changed.length > 0 && <ChangedTable changed={changed} />}
      {added.length > 0 && <AddedTable added={added} />}
    </Section>
  )
}

function Apply({
  digest,
  input,
  action,
}: {
  digest: string
  input: PriceSyncInput
  action: string | undefined
}) {
  const { t } = useTranslation('prices')
  const busy = useNavigation().state === 'submitting'
  return (
    <Form method="post" {...(action !== undefined && { action })} className="mb-5">
      <input type="hidden" name="source" value={input.source} />
      {input.text !== undefined && <input type="hidden" name="text" value={input.text} />}
      <input type="hidden" name="digest" value={digest} />
      <Button type="submit" variant="primary" name="apply" value="on" disabled={busy}>
        {t('update.apply')}
      </Button>
    </Form>
  )
}

function Malformed({ malformed }: Pick<PriceSyncPreviewView, 'malformed'>) {
  const { t } = useTranslation('prices')
  if (malformed.length === 0) return null
  return (
    <Notice tone="warn" title={t('update.malformed', { count: malformed.length })} className="mb-4">
      <ul className="space-y-0.5">
        {malformed.slice(0, MOST_ROWS).map(({ model, problem }) => (
          <li key={model} className="break-all">
            <code className="font-mono text-xs">{model}</code> {problem}
          </li>
        ))}
      </ul>
    </Notice>
  )
}

function ChangedTable({ changed }: Pick<PriceSyncPreviewView, 'changed'>) {
  const { t } = useTranslation('prices')
  const head = (
    <>
      <HeadCell>{t('column.model')}</HeadCell>
      <HeadCell>{t('column.change')}</HeadCell>
    </>
  )
  return (
    <Section title={t('update.changed', { count: changed.length })} className="mt-6">
      <Table caption={t('update.changed', { count: changed.length })} head={head}>
        {changed.slice(0, MOST_ROWS).map(({ model, overridden, changes }) => (
          <tr key={model}>
            <Cell className="py-2 align-top">
              <span className="break-all font-medium">{model}</span>
              {overridden && (
                <span className="mt-1 block">
                  <Badge tone="warn">{t('update.overridden')}</Badge>
                </span>
              )}
            </Cell>
            <Cell className="py-2 align-top">
              <ul className="space-y-1">
                {changes.map((change) => (
                  <li key={`${change.aboveTokens} ${change.tier} ${change.rate}`}>
                    <Change change={change} />
                  </li>
                ))}
              </ul>
            </Cell>
          </tr>
        ))}
      </Table>
      <More total={changed.length} />
    </Section>
  )
}

function Change({ change }: { change: PriceSyncPreviewView['changed'][number]['changes'][number] }) {
  const { t } = useTranslation('prices')
  const format = useFormat()
  const { rate, tier, aboveTokens, from, to, percent } = change
  const usd = (value: string | null) => (value === null ? t('update.none') : format.usd(value))
  const where = [
    t(`rate.${rate}`),
    ...(tier === '' ? [] : [tier]),
    ...(aboveTokens === 0 ? [] : [t('above', { tokens: format.number(aboveTokens) })]),
  ]
  return (
    <>
      <span className="text-ink-muted">{format.list(where)}</span>{' '}
      <span className="whitespace-nowrap">
        {usd(from)} → {usd(to)}
      </span>
      {percent !== null && (
        <span className="whitespace-nowrap text-ink-muted">
          {' '}
          ({percent > 0 ? '+' : ''}
          {format.percent(percent / 100)})
        </span>
      )}
    </>
  )
}

function AddedTable({ added }: Pick<PriceSyncPreviewView, 'added'>) {
  const { t } = useTranslation('prices')
  const format = useFormat()
  const head = (
    <>
      <HeadCell>{t('column.model')}</HeadCell>
      <HeadCell numeric>{t('rate.input')}</HeadCell>
      <HeadCell numeric>{t('rate.output')}</HeadCell>
    </>
  )
  return (
    <div className="mt-6">
      <Disclosure title={t('update.added', { count: added.length })} open={added.length <= 20}>
        <Table caption={t('update.added', { count: added.length })} head={head}>
          {added.slice(0, MOST_ROWS).map(({ model, prices }) => (
            <tr key={model}>
              <Cell className="break-all font-medium">{model}</Cell>
              <Cell numeric>{format.usd(prices.rates.input ?? '0')}</Cell>
              <Cell numeric>{format.usd(prices.rates.output ?? '0')}</Cell>
            </tr>
          ))}
        </Table>
        <More total={added.length} />
      </Disclosure>
    </div>
  )
}

function More({ total }: { total: number }) {
  const { t } = useTranslation('prices')
  if (total <= MOST_ROWS) return null
  return <p className="mt-2 text-sm text-ink-muted">{t('update.more', { count: total - MOST_ROWS })}</p>
}
