import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useTranslation } from 'react-i18next'
import { ConfirmPage } from '#app/components/confirm-page'
import { redirectWithFlash } from '#app/lib/flash.server'
import type { PageHandle } from '#app/lib/page-handle'
import { requireAdmin } from '#app/lib/require-admin.server'

export const handle = { titleKey: 'settings:restore.title' } satisfies PageHandle

const MODELS = '/settings/models'

export function loader(args: LoaderFunctionArgs) {
  requireAdmin(args)
  return null
}

export async function action(args: ActionFunctionArgs) {
  await requireAdmin(args).settings.update({ modelCatalogue: null })
  return redirectWithFlash(MODELS, 'done.namesRestored')
}

export default function RestoreModelNames() {
  const { t } = useTranslation('settings')
  return (
    <ConfirmPage
      title={t('restore.title')}
      description={t('restore.text')}
      confirmLabel={t('restore.confirm')}
      cancelTo={MODELS}
    />
  )
}
