import { useTranslation } from 'react-i18next'
import type { AuditView } from '#server/trpc/schemas/audit'

/** Fields that are shown of one entry; the rest opens on demand. */
const SHOWN = 3
const MAX_LENGTH = 160

/** What a change did, field by field. */
export function ChangeList({ changes }: { changes: AuditView['changes'] }) {
  const { t } = useTranslation('audit')
  const fields = Object.entries(changes)
  if (fields.length === 0) return <span className="text-ink-muted">{t('change.none')}</span>
  const rest = fields.slice(SHOWN)
  return (
    <>
      <Fields fields={fields.slice(0, SHOWN)} />
      {rest.length > 0 && (
        <details>
          <summary className="rounded py-1 text-xs text-ink-muted hover:text-ink">
            {t('change.more', { count: rest.length })}
          </summary>
          <Fields fields={rest} />
        </details>
      )}
    </>
  )
}

function Fields({ fields }: { fields: [string, AuditView['changes'][string]][] }) {
  return (
    <ul className="space-y-0.5 font-mono text-xs" dir="ltr">
      {fields.map(([name, change]) => (
        <li key={name} className="break-words [overflow-wrap:anywhere]">
          <span className="text-ink-muted">{name}</span> <Change change={change} />
        </li>
      ))}
    </ul>
  )
}

function Change({ change }: { change: AuditView['changes'][string] }) {
  const { t } = useTranslation('audit')
  const sides = typeof change === 'object' && change !== null && !Array.isArray(change) ? change : null
  if (!sides || !('from' in sides || 'to' in sides)) return <Value value={change} />
  return (
    <>
      {'from' in sides && <Value value={sides['from']} />}
      {'from' in sides && <span aria-hidden> → </span>}
      {'to' in sides ? (
        <Value value={sides['to']} />
      ) : (
        <span className="text-ink-muted">{t('change.nothing')}</span>
      )}
    </>
  )
}

export function Value({ value }: { value: unknown }) {
  const text = typeof value === 'string' ? value : JSON.stringify(value ?? null)
  return <span title={text}>{text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text || '""'}</span>
}
