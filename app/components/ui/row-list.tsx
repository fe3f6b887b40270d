import { ArrowDown, ArrowUp, Plus, Trash2, type LucideIcon } from 'lucide-react'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { editRows, formatRowEdit, ROW_EDIT_FIELD, type RowEdit } from '#app/lib/form-rows'
import type { FormValues } from '#app/lib/form-state'
import { Button } from './button'

interface RowListProps {
  /** Name of the list: the fields of its row 2 are called `list.2.…`. */
  list: string
  initial: FormValues[]
  addLabel: string
  /** The order means something, so rows can be moved. */
  ordered?: boolean
  empty?: ReactNode
  /** The fields of one row. */
  children: (row: { values: FormValues; at: number }) => ReactNode
}

/** Rows of a form that are added, moved and removed in place. Every button is a submit button: without JavaScript the
 * server answers with the form again, its rows edited (see form-rows.ts). */
export function RowList({ list, initial, addLabel, ordered = false, empty, children }: RowListProps) {
  const { t } = useTranslation()
  const { rows, edit, said, element } = useRows(initial)
  const button = { list, edit, count: rows.length }
  return (
    <div ref={element}>
      {rows.length === 0 && empty}
      <ol className="divide-y divide-line rounded-lg border empty:hidden">
        {rows.map(({ key, values }, at) => (
          <li key={key} data-row={at} className="flex items-start gap-1 p-3">
            <div className="min-w-0 grow">{children({ values, at })}</div>
            <div className="flex shrink-0 gap-0.5 max-sm:flex-col">
              {ordered && (
                <>
                  <RowButton {...button} change={{ action: 'up', row: at }} icon={ArrowUp} />
                  <RowButton {...button} change={{ action: 'down', row: at }} icon={ArrowDown} />
                </>
              )}
              <RowButton {...button} change={{ action: 'remove', row: at }} icon={Trash2} />
            </div>
          </li>
        ))}
      </ol>
      <Button
        type="submit"
        className="mt-2"
        name={ROW_EDIT_FIELD}
        value={formatRowEdit(list, { action: 'add', row: rows.length })}
        data-action="add"
        onClick={(event) => {
          event.preventDefault()
          edit({ action: 'add', row: rows.length })
        }}
      >
        <Plus aria-hidden />
        {addLabel}
      </Button>
      <p role="status" className="sr-only">
        {said && t(`rows.said.${said.action}`, { row: said.row + 1 })}
      </p>
    </div>
  )
}

interface RowButtonProps {
  list: string
  change: RowEdit & { action: 'up' | 'down' | 'remove' }
  count: number
  icon: LucideIcon
  edit: (change: RowEdit) => void
}

function RowButton({ list, change, count, icon: Icon, edit }: RowButtonProps) {
  const { t } = useTranslation()
  const { action, row } = change
  const atEnd = (action === 'up' && row === 0) || (action === 'down' && row === count - 1)
  return (
    <Button
      type="submit"
      variant="quiet"
      className="control w-control px-0"
      disabled={atEnd}
      name={ROW_EDIT_FIELD}
      value={formatRowEdit(list, change)}
      data-action={action}
      aria-label={t(`rows.${action}`, { row: row + 1 })}
      onClick={(event) => {
        event.preventDefault()
        edit(change)
      }}
    >
      <Icon aria-hidden />
    </Button>
  )
}

/** Keys stay with their rows, so that what was typed into a row moves with it. */
function useRows(initial: FormValues[]) {
  const [rows, setRows] = useState(() => initial.map((values, key) => ({ key, values })))
  const [said, setSaid] = useState<RowEdit | null>(null)
  const nextKey = useRef(initial.length)
  const element = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (said) focusAfter(element.current, said)
  }, [said])

  const edit = (change: RowEdit) => {
    const blank = { key: nextKey.current, values: {} }
    nextKey.current += 1
    setRows(editRows(rows, change, blank))
    const moved = change.action === 'up' ? -1 : change.action === 'down' ? 1 : 0
    setSaid({ ...change, row: change.row + moved })
  }
  return { rows, edit, said, element }
}

/** Where the reader goes on: in the new row, on the same button of the row that moved, or near the one that is gone. */
function focusAfter(element: HTMLElement | null, { action, row }: RowEdit): void {
  const find = (selector: string) => element?.querySelector<HTMLElement>(selector)
  const of = (selector: string) => find(`[data-row="${row}"] :is(${selector})`)
  const target =
    action === 'add'
      ? of('select, input, textarea')
      : (of(`[data-action="${action}"]:enabled`) ??
        of('[data-action]:enabled') ??
        find('[data-action="add"]'))
  target?.focus()
}

/** The button that a form is submitted with when Enter is pressed in a field: the browser takes the form's first one, which
 * must not be a row's. Stands first in the form, for nobody to see or reach. */
export const DefaultSubmit = () => <button type="submit" tabIndex={-1} aria-hidden className="sr-only" />
