import { TriangleAlert, Wrench, type LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { isRepairName } from './repair-names'

interface WordingNotesProps {
  warnings: { code: string; detail: string }[]
  repairs: string[]
}

/** What could not be said in another protocol, and what was mended on the way. Nothing where there is nothing to say. */
export function WordingNotes({ warnings, repairs }: WordingNotesProps) {
  const { t } = useTranslation('translate')
  return (
    <>
      {warnings.length > 0 && (
        <NoteList title={t('wording.warnings')} icon={TriangleAlert} look="text-warn">
          {warnings.map(({ code, detail }) => (
            <Note key={code} code={code}>
              {/* The gateway's own words, which are English in every language. */}
              <span lang="en">{detail}</span>
            </Note>
          ))}
        </NoteList>
      )}
      {repairs.length > 0 && (
        <NoteList title={t('wording.repairs')} icon={Wrench} look="text-accent">
          {repairs.map((name) => (
            <Note key={name} code={name}>
              {isRepairName(name) && t(`repair.${name}`)}
            </Note>
          ))}
        </NoteList>
      )}
    </>
  )
}

interface NoteListProps {
  title: string
  icon: LucideIcon
  look: string
  children: ReactNode
}

const NoteList = ({ title, icon: Icon, look, children }: NoteListProps) => (
  <div className="mt-2 text-sm">
    <p className={`flex items-center gap-1.5 font-medium ${look}`}>
      <Icon aria-hidden className="size-3.5 shrink-0" />
      {title}
    </p>
    <ul className="mt-1 space-y-1">{children}</ul>
  </div>
)

const Note = ({ code, children }: { code: string; children: ReactNode }) => (
  <li className="break-words ps-5 text-ink-muted">
    <code className="font-mono text-xs text-ink">{code}</code> {children}
  </li>
)
