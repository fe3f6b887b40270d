import { useFetcher, useNavigate } from '@remix-run/react'
import { CornerDownLeft, FileText, Plus, Search, type LucideIcon } from 'lucide-react'
import { Dialog } from 'radix-ui'
import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { classNames } from '#app/components/ui/class-names'
import { Skeleton } from '#app/components/ui/skeleton'
import { NAMESPACES } from '#app/i18n/languages'
import type { loader as findLoader } from '#app/routes/find'
import { commandOf, listCommands, matchCommands, type Command } from './commands'

const GROUPS = ['found', 'pages', 'actions'] as const
const ICONS: Record<Command['group'], LucideIcon> = { found: CornerDownLeft, actions: Plus, pages: FileText }
const SEARCH_AFTER_MS = 150

interface CommandPaletteProps {
  member: boolean
  open: boolean
  onOpenChange: (open: boolean) => void
}

/** Goes anywhere by name: pages, things to add, and users, providers, sessions and requests of the hub. A combobox in a
 * dialog, after the ARIA Authoring Practices: the focus stays in the field, the arrows move the choice. */
export default function CommandPalette({ member, open, onOpenChange }: CommandPaletteProps) {
  const { t } = useTranslation()
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-scrim" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed inset-x-4 top-4 z-50 mx-auto flex max-h-[calc(100dvh-2rem)] max-w-xl flex-col overflow-hidden rounded-lg bg-surface shadow-overlay sm:top-[12vh] sm:max-h-[70vh]"
        >
          <Dialog.Title className="sr-only">{t('palette.open')}</Dialog.Title>
          <Chooser
            member={member}
            onDone={() => {
              onOpenChange(false)
            }}
          />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

function Chooser({ member, onDone }: { member: boolean; onDone: () => void }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const id = useId()
  const [typed, setTyped] = useState('')
  const [chosen, setChosen] = useState(0)
  const { commands, searching } = useCommands(typed, member)
  const at = Math.min(chosen, commands.length - 1)
  const optionId = (index: number) => `${id}-${String(index)}`

  const run = (command: Command | undefined) => {
    if (!command) return
    onDone()
    if (command.outside) window.location.assign(command.to)
    else navigate(command.to)
  }
  const press = (event: KeyboardEvent) => {
    const last = commands.length - 1
    const move = { ArrowDown: at >= last ? 0 : at + 1, ArrowUp: at <= 0 ? last : at - 1 }
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') setChosen(move[event.key])
    else if (event.key === 'Enter' && !event.nativeEvent.isComposing) run(commands[at])
    else return
    event.preventDefault()
  }
  useEffect(() => {
    document.getElementById(`${id}-${String(at)}`)?.scrollIntoView({ block: 'nearest' })
  }, [id, at])

  return (
    <>
      <div className="flex items-center gap-2.5 border-b px-4">
        <Search aria-hidden className="size-4 shrink-0 text-ink-faint" />
        <input
          type="text"
          role="combobox"
          aria-label={t('palette.open')}
          aria-expanded={commands.length > 0}
          aria-controls={id}
          aria-autocomplete="list"
          aria-activedescendant={commands.length > 0 ? optionId(at) : undefined}
          placeholder={t(member ? 'palette.placeholderOwn' : 'palette.placeholder')}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          value={typed}
          onChange={({ target }) => {
            setTyped(target.value)
            setChosen(0)
          }}
          onKeyDown={press}
          className="h-12 w-full min-w-0 bg-transparent text-[length:var(--control-text)] outline-none"
        />
      </div>
      <p role="status" className="sr-only">
        {!searching && typed !== '' && t('palette.results', { count: commands.length })}
      </p>
      <div id={id} role="listbox" aria-label={t('palette.open')} className="min-h-0 overflow-y-auto p-1.5">
        {GROUPS.map((group) => (
          <Group
            key={group}
            title={t(`palette.group.${group}`)}
            options={commands.flatMap((command, index) =>
              command.group === group ? [{ command, index }] : [],
            )}
            {...{ at, optionId, run, setChosen }}
          />
        ))}
      </div>
      {commands.length === 0 && (
        <div className="px-4 pb-6 pt-4 text-center text-sm text-ink-muted">
          {searching ? <Skeleton className="mx-auto h-5 w-48" /> : t('palette.nothing')}
        </div>
      )}
    </>
  )
}

interface GroupProps {
  title: string
  options: { command: Command; index: number }[]
  /** Index of the one that Enter takes. */
  at: number
  optionId: (index: number) => string
  run: (command: Command) => void
  setChosen: (index: number) => void
}

function Group({ title, options, at, optionId, run, setChosen }: GroupProps) {
  const id = useId()
  if (options.length === 0) return null
  return (
    <div role="group" aria-labelledby={id} className="pb-1">
      <div id={id} className="px-2.5 pb-1 pt-2 text-xs text-ink-muted">
        {title}
      </div>
      {options.map(({ command, index }) => {
        const Icon = ICONS[command.group]
        return (
          <div
            key={`${command.to} ${command.label}`}
            id={optionId(index)}
            role="option"
            aria-selected={index === at}
            // The field keeps the focus.
            onMouseDown={(event) => {
              event.preventDefault()
            }}
            onMouseMove={() => {
              setChosen(index)
            }}
            onClick={() => {
              run(command)
            }}
            className={classNames(
              'flex min-h-control cursor-default select-none items-center gap-2.5 rounded px-2.5 py-1.5 text-sm',
              index === at && 'bg-sunken',
            )}
          >
            <Icon aria-hidden className="size-4 shrink-0 text-ink-faint rtl:rotate-180" />
            <span className="min-w-0 truncate">{command.label}</span>
            {command.detail && (
              <span className="ms-auto shrink-0 ps-3 text-xs text-ink-muted">{command.detail}</span>
            )}
          </div>
        )
      })}
    </div>
  )
}

/** What is typed, found: by name here, and in the hub a moment after the last key. */
function useCommands(typed: string, member: boolean): { commands: Command[]; searching: boolean } {
  const { t } = useTranslation(NAMESPACES)
  const { data, load, state } = useFetcher<typeof findLoader>()
  const asked = useRef('')
  const search = typed.trim()
  useEffect(() => {
    if (search.length < 2 || search === asked.current) return
    const timer = setTimeout(() => {
      asked.current = search
      load(`/find?${new URLSearchParams({ q: search }).toString()}`)
    }, SEARCH_AFTER_MS)
    return () => {
      clearTimeout(timer)
    }
  }, [search, load])

  const fresh = data?.search === search
  const found = fresh ? data.found.map((one) => commandOf(one, t)) : []
  const known = matchCommands(listCommands(t, member), typed)
  const commands = GROUPS.flatMap((group) =>
    [...found, ...known].filter((command) => command.group === group),
  )
  return { commands, searching: search.length >= 2 && (!fresh || state !== 'idle') }
}
