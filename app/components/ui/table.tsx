import type { ReactNode, TdHTMLAttributes, ThHTMLAttributes } from 'react'
import { classNames } from './class-names'
import { ScrollBox } from './scroll-box'

/** From which width on a column is shown. What it holds must also be found elsewhere: below the row's name or on its page. */
type From = 'sm' | 'md' | 'lg' | 'xl'
const FROM: Record<From, string> = {
  sm: 'hidden sm:table-cell',
  md: 'hidden md:table-cell',
  lg: 'hidden lg:table-cell',
  xl: 'hidden xl:table-cell',
}
interface ColumnProps {
  from?: From
  /** Numbers are set flush at the end, so that their digits line up. */
  numeric?: boolean
}

export function Table({
  caption,
  head,
  children,
}: {
  caption: string
  head: ReactNode
  children: ReactNode
}) {
  return (
    <ScrollBox label={caption}>
      <table className="w-full border-collapse text-sm">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr className="border-b">{head}</tr>
        </thead>
        <tbody className="divide-y divide-line">{children}</tbody>
      </table>
    </ScrollBox>
  )
}

export function HeadCell({
  from,
  numeric,
  className,
  ...rest
}: ThHTMLAttributes<HTMLTableCellElement> & ColumnProps) {
  return (
    <th
      scope="col"
      className={classNames(
        'h-9 whitespace-nowrap px-3 text-start text-xs font-medium text-ink-muted first:ps-4 last:pe-4',
        numeric && 'text-end',
        from && FROM[from],
        className,
      )}
      {...rest}
    />
  )
}

export function Cell({
  from,
  numeric,
  className,
  ...rest
}: TdHTMLAttributes<HTMLTableCellElement> & ColumnProps) {
  return (
    <td
      className={classNames(
        'h-11 px-3 py-1.5 align-middle first:ps-4 last:pe-4',
        numeric && 'whitespace-nowrap text-end',
        from && FROM[from],
        className,
      )}
      {...rest}
    />
  )
}
