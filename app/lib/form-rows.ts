import type { FormState, FormValues } from './form-state'

/** A form can hold a list of rows: row 2 of `rules` has the fields `rules.2.from`, `rules.2.to`, … */
const pathOf = (list: string, row: number, field: string): string => `${list}.${row}.${field}`

/** The rows of one list, each by its own field names. */
export function readRows(values: FormValues, list: string): FormValues[] {
  const rows = new Map<number, FormValues>()
  for (const [name, value] of Object.entries(values)) {
    if (!name.startsWith(`${list}.`)) continue
    const [, at, field = ''] = /^(\d{1,4})\.(.*)$/.exec(name.slice(list.length + 1)) ?? []
    if (at === undefined) continue
    const row = rows.get(Number(at)) ?? {}
    if (field !== '') row[field] = value
    rows.set(Number(at), row)
  }
  // A row of checkboxes alone says nothing when none is checked, so there can be holes.
  return Array.from({ length: Math.max(-1, ...rows.keys()) + 1 }, (_, at) => rows.get(at) ?? {})
}

/** The same values with other rows in one list. A row without fields leaves its mark, so that it is still there when read. */
export function withRows(values: FormValues, list: string, rows: readonly FormValues[]): FormValues {
  const rest = Object.entries(values).filter(([name]) => !name.startsWith(`${list}.`))
  const fields = rows.flatMap((row, at) => {
    const own = Object.entries(row).map(([field, value]) => [pathOf(list, at, field), value] as const)
    return own.length > 0 ? own : [[pathOf(list, at, ''), ''] as const]
  })
  return Object.fromEntries([...rest, ...fields])
}

/** A button of a list of rows: what to do, and with which row. `add` puts a row behind the last one. */
export interface RowEdit {
  action: 'add' | 'up' | 'down' | 'remove'
  row: number
}

/** Name of the buttons that edit rows. A form with this field asks for another row order and saves nothing. */
export const ROW_EDIT_FIELD = 'rowEdit'

export const formatRowEdit = (list: string, { action, row }: RowEdit): string => `${list} ${action} ${row}`

function parseRowEdit(text: string, list: string): RowEdit | null {
  const [name, action, row] = text.split(' ')
  if (name !== list || !row || !/^\d{1,4}$/.test(row)) return null
  const known = (['add', 'up', 'down', 'remove'] as const).find((one) => one === action)
  return known === undefined ? null : { action: known, row: Number(row) }
}

/** The rows after an edit; the same where it makes no sense, as with a row that is not there. */
export function editRows<T>(rows: readonly T[], { action, row }: RowEdit, blank: T): T[] {
  if (action === 'add') return [...rows, blank]
  const moved = rows[row]
  if (moved === undefined) return [...rows]
  const others = rows.filter((_, at) => at !== row)
  if (action === 'remove') return others
  const to = Math.min(Math.max(action === 'up' ? row - 1 : row + 1, 0), others.length)
  return [...others.slice(0, to), moved, ...others.slice(to)]
}

/** What a form without JavaScript asks for with one of its row buttons.
 * @returns the form with the rows edited, or null when it is to be saved */
export function editedRows(values: FormValues, list: string): FormState | null {
  const edit = parseRowEdit(values[ROW_EDIT_FIELD] ?? '', list)
  if (!edit) return null
  return { values: withRows(values, list, editRows(readRows(values, list), edit, {})), problems: {} }
}
