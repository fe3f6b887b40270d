import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { ProviderForm } from '#app/components/providers/provider-form'
import {
  PROVIDER_SECRETS,
  providerFormValues,
  readProviderForm,
  readProxy,
  WINDOWS,
} from '#app/components/providers/provider-form-values'
import { formAgain, orNotFound, refusedForm } from '#app/lib/caller-errors.server'
import { redirectWithFlash } from '#app/lib/flash.server'
import { createFormReader } from '#app/lib/form-reader'
import { editedRows } from '#app/lib/form-rows'
import type { PageHandle } from '#app/lib/page-handle'
import { requireAdmin } from '#app/lib/require-admin.server'
import { idOf } from '#app/lib/route-id.server'

export const handle = { titleKey: 'providers:edit.title' } satisfies PageHandle

export const loader = (args: LoaderFunctionArgs) =>
  orNotFound(requireAdmin(args).providers.get({ id: idOf(args) }))

export async function action(args: ActionFunctionArgs) {
  const caller = requireAdmin(args)
  const id = idOf(args)
  const form = createFormReader(await args.request.formData(), PROVIDER_SECRETS)
  const edited = editedRows(form.values, WINDOWS)
  if (edited) return edited
  const input = { ...readProviderForm(form), ...readProxy(form) }
  const apiKey = form.text('apiKey', { maxLength: 8192 })
  if (!form.valid) return formAgain(form)
  try {
    await caller.providers.update({ id, ...input, ...(apiKey !== '' && { apiKey }) })
    return await redirectWithFlash(`/providers/${id}`, 'done.providerSaved')
  } catch (error) {
    return refusedForm(error, form)
  }
}

export default function ProviderSettings() {
  const { t } = useTranslation()
  const provider = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>()
  return (
    <ProviderForm
      key={provider.updatedAt}
      initial={providerFormValues(provider)}
      answer={answer}
      credentialHint={provider.credentialHint}
      proxy={provider.proxy}
      submitLabel={t('actions.save')}
    />
  )
}
