import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { Form, useActionData, useLoaderData, useNavigation } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { FormProblem } from '#app/components/form-parts'
import { BackupOfServer, BackupRestore } from '#app/components/settings/backup-notes'
import { BackupTable } from '#app/components/settings/backup-table'
import { Button } from '#app/components/ui/button'
import { EmptyState } from '#app/components/ui/empty-state'
import { Section } from '#app/components/ui/section'
import { refusedForm } from '#app/lib/caller-errors.server'
import { redirectWithFlash } from '#app/lib/flash.server'
import { createFormReader } from '#app/lib/form-reader'
import type { PageHandle } from '#app/lib/page-handle'
import { requireAdmin } from '#app/lib/require-admin.server'
import { useFormat } from '#app/lib/use-format'

export const handle = { titleKey: 'settings:backup.title' } satisfies PageHandle

export async function loader(args: LoaderFunctionArgs) {
  const { system } = requireAdmin(args)
  const { database } = await system.get()
  return { database, backups: database === 'sqlite' ? (await system.backups()).items : [] }
}

export async function action(args: ActionFunctionArgs) {
  const { system } = requireAdmin(args)
  const form = createFormReader(await args.request.formData())
  try {
    await system.backUp()
    return await redirectWithFlash('/settings/backup', 'done.backedUp')
  } catch (error) {
    return refusedForm(error, form)
  }
}

export default function BackupSettings() {
  const { t } = useTranslation('settings')
  const format = useFormat()
  const { database, backups } = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>()
  const busy = useNavigation().state === 'submitting'
  if (database !== 'sqlite') return <BackupOfServer />
  const take = (
    <Form method="post">
      <Button type="submit" variant="primary" disabled={busy}>
        {t('backup.now')}
      </Button>
    </Form>
  )
  const [last] = backups
  return (
    <>
      <FormProblem state={answer} />
      <Section
        title={t('backup.kept')}
        description={last ? `${t('backup.last')}: ${format.dateTime(last.at)}` : t('backup.text')}
        {...(last && { actions: take })}
      >
        {last ? (
          <BackupTable backups={backups} />
        ) : (
          <EmptyState title={t('backup.empty')} action={take}>
            {t('backup.emptyText')}
          </EmptyState>
        )}
      </Section>
      <BackupRestore />
    </>
  )
}
