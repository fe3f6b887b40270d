/** Comma separated values with CRLF line ends, as RFC 4180 has them. Text that a spreadsheet would take for a formula gets an
 * apostrophe in front, which it takes for "this is text": a name that somebody chose must not run in an admin's program.
 * Numbers are given as numbers and stay as they are.
 * @see https://owasp.org/www-community/attacks/CSV_Injection */
export function writeCsv(rows: readonly (readonly (string | number)[])[]): string {
  return rows.map((cells) => `${cells.map(writeCell).join(',')}\r\n`).join('')
}

const FORMULA = /^[=+\-@\t\r]/
const NEEDS_QUOTES = /[",\r\n]/

function writeCell(cell: string | number): string {
  if (typeof cell === 'number') return String(cell)
  const text = FORMULA.test(cell) ? `'${cell}` : cell
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
