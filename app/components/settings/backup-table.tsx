import { Download } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button } from '#app/components/ui/button'
import { Cell, HeadCell, Table } from '#app/components/ui/table'
import { useFormat } from '#app/lib/use-format'

interface Backup {
  name: string
  bytes: number
  at: string
}

export function BackupTable({ backups }: { backups: Backup[] }) {
  const { t } = useTranslation('settings')
  const format = useFormat()
  const head = (
    <>
      <HeadCell>{t('backup.file')}</HeadCell>
      <HeadCell from="sm">{t('backup.at')}</HeadCell>
      <HeadCell numeric>{t('backup.size')}</HeadCell>
      <HeadCell>
        <span className="sr-only">{t('backup.actions')}</span>
      </HeadCell>
    </>
  )
  return (
    <Table caption={t('backup.kept')} head={head}>
      {backups.map(({ name, bytes, at }) => (
        <tr key={name}>
          <Cell className="w-full max-w-0 truncate font-mono text-xs" dir="ltr">
            {name}
          </Cell>
          <Cell from="sm" className="whitespace-nowrap">
            <time dateTime={at}>{format.dateTime(at)}</time>
          </Cell>
          <Cell numeric>{format.bytes(bytes)}</Cell>
          <Cell className="text-end">
            <Button asChild>
              <a
                href={`/api/actions/system/backups/${name}/file`}
                download
                aria-label={t('backup.downloadOf', { name })}
              >
                <Download aria-hidden />
                <span className="max-sm:sr-only">{t('backup.download')}</span>
              </a>
            </Button>
          </Cell>
        </tr>
      ))}
    </Table>
  )
}
