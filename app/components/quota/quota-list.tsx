import { useTranslation } from 'react-i18next'
import { EmptyState } from '#app/components/ui/empty-state'
import { Panel } from '#app/components/ui/section'
import { useFormat } from '#app/lib/use-format'
import type { QuotaLineView, QuotaView } from '#server/trpc/schemas/quota'

/** FR-011. What is used and left of each limit. */
export function QuotaList({ quota }: { quota: QuotaView }) {
  const { t } = useTranslation('users')
  if (quota.limits.length === 0)
    return <EmptyState title={t('quota.none.title')}>{t('quota.none.text')}</EmptyState>
  return (
    <Panel>
      <ul className="grid gap-px overflow-hidden rounded-lg bg-line md:grid-cols-2">
        {quota.limits.map((line) => (
          <li key={line.name} className="bg-surface px-4 py-3 md:[&:last-child:nth-child(odd)]:col-span-2">
            <QuotaMeter line={line} />
          </li>
        ))}
      </ul>
    </Panel>
  )
}

function QuotaMeter({ line }: { line: QuotaLineView }) {
  const { t } = useTranslation('users')
  const { label, used, left, until } = useWords(line)
  const share = line.used === null ? 0 : shareOf(Number(line.used), Number(line.limit))
  return (
    <>
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <span className="text-sm font-medium">{label}</span>
        <span className="text-sm">{used}</span>
      </div>
      {line.used !== null && (
        <div
          role="meter"
          aria-label={label}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.round(share * 100)}
          aria-valuetext={`${used}, ${left}`}
          className={`my-2 h-1.5 overflow-hidden rounded-full bg-sunken ${toneOf(share)}`}
        >
          {/* Drawn, as the policy of the page allows no style attributes. */}
          <svg aria-hidden viewBox="0 0 100 1" preserveAspectRatio="none" className="block size-full">
            <rect width={share * 100} height={1} className="fill-current" />
          </svg>
        </div>
      )}
      <p className="text-xs text-ink-muted">
        {line.used === null ? t('quota.unknown') : left} · {until}
      </p>
    </>
  )
}

function useWords({ name, unit, limit, used, remaining, resetsAt }: QuotaLineView) {
  const { t } = useTranslation('users')
  const format = useFormat()
  const amount = (text: string) => (unit === 'usd' ? format.usd(text) : format.number(Number(text)))
  const ends = name === 'usdTotal' ? t('quota.never') : t('quota.rolling')
  return {
    label: t(`limits.${name}`),
    used:
      used === null
        ? t('quota.limit', { limit: amount(limit) })
        : t('quota.used', { used: amount(used), limit: amount(limit) }),
    left: t('quota.left', { left: amount(remaining ?? '0') }),
    until: resetsAt === null ? ends : t('quota.resets', { time: format.fullDateTime(resetsAt) }),
  }
}

/** A limit of zero is used up. */
const shareOf = (used: number, limit: number): number => (limit > 0 ? Math.min(1, used / limit) : 1)

function toneOf(share: number): string {
  if (share >= 1) return 'text-danger'
  return share >= 0.8 ? 'text-warn' : 'text-accent'
}
