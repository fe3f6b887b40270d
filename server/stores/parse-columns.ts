import { z } from 'zod'

/** Check the columns of a row whose type the database does not know: closed sets of strings and JSON.
 * @throws Error that names the table, the row and the column, but no value, which may be a secret */
export function parseColumns<Schema extends z.ZodType>(
  table: string,
  row: { id: string },
  schema: Schema,
): z.output<Schema> {
  const parsed = schema.safeParse(row)
  if (parsed.success) return parsed.data
  const columns = parsed.error.issues.map((issue) => `${issue.path.join('.')} (${issue.code})`)
  throw new Error(`${table} ${row.id} holds bad data: ${columns.join(', ')}`)
}

export const stringList = z.array(z.string())
