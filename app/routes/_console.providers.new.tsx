import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useActionData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { ProviderForm } from '#app/components/providers/provider-form'
import {
  NEW_PROVIDER,
  PROVIDER_SECRETS,
  readProviderForm,
  readProxy,
  WINDOWS,
} from '#app/components/providers/provider-form-values'
import { PageHeader } from '#app/components/ui/page-header'
import { formAgain, refusedForm } from '#app/lib/caller-errors.server'
import { redirectWithFlash } from '#app/lib/flash.server'
import { createFormReader } from '#app/lib/form-reader'
import { editedRows } from '#app/lib/form-rows'
import type { PageHandle } from '#app/lib/page-handle'
import { requireAdmin } from '#app/lib/require-admin.server'

export const handle = { titleKey: 'providers:new.title' } satisfies PageHandle

export function loader(args: LoaderFunctionArgs) {
  requireAdmin(args)
  return null
}

export async function action(args: ActionFunctionArgs) {
  const caller = requireAdmin(args)
  const form = createFormReader(await args.request.formData(), PROVIDER_SECRETS)
  const edited = editedRows(form.values, WINDOWS)
  if (edited) return edited
  const input = { ...readProviderForm(form), ...readProxy(form) }
  const apiKey = form.text('apiKey', { required: true, maxLength: 8192 })
  if (!form.valid) return formAgain(form)
  try {
    const provider = await caller.providers.create({ ...input, apiKey })
    return await redirectWithFlash(`/providers/${provider.id}`, 'done.providerAdded')
  } catch (error) {
    return refusedForm(error, form)
  }
}

export default function NewProvider() {
  const { t } = useTranslation('providers')
  const answer = useActionData<typeof action>()
  return (
    <>
      <PageHeader title={t('new.title')} parent={{ to: '/providers', label: t('title') }} />
      <ProviderForm initial={NEW_PROVIDER} answer={answer} submitLabel={t('new.submit')} />
    </>
  )
}
