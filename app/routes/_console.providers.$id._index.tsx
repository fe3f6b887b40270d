import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { Trash2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { ProviderForm } from '#app/components/providers/provider-form'
import { providerFormValues, readProviderForm } from '#app/components/providers/provider-form-values'
import { TestConnection, useConnectionTest } from '#app/components/providers/test-connection'
import { TestResult } from '#app/components/providers/test-result'
import { ConfirmLink } from '#app/components/ui/confirm-link'
import { PageHeader } from '#app/components/ui/page-header'
import { formAgain, orNotFound, refusedForm } from '#app/lib/caller-errors.server'
import { redirectWithFlash } from '#app/lib/flash.server'
import { createFormReader } from '#app/lib/form-reader'
import type { PageHandle } from '#app/lib/page-handle'
import { requireAdmin } from '#app/lib/require-admin.server'
import { idOf } from '#app/lib/route-id.server'

export const handle = { titleKey: 'providers:edit.title' } satisfies PageHandle

export const loader = (args: LoaderFunctionArgs) =>
  orNotFound(requireAdmin(args).providers.get({ id: idOf(args) }))

export async function action(args: ActionFunctionArgs) {
  const caller = requireAdmin(args)
  const form = createFormReader(await args.request.formData(), ['apiKey'])
  const input = readProviderForm(form)
  const apiKey = form.text('apiKey', { maxLength: 8192 })
  if (!form.valid) return formAgain(form)
  try {
    await caller.providers.update({ id: idOf(args), ...input, ...(apiKey !== '' && { apiKey }) })
    return await redirectWithFlash('/providers', 'done.providerSaved')
  } catch (error) {
    return refusedForm(error, form)
  }
}

export default function EditProvider() {
  const { t } = useTranslation(['providers', 'common'])
  const provider = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>()
  const { id, name, type, credentialHint } = provider
  const { result } = useConnectionTest(id)
  return (
    <>
      <PageHeader
        title={name}
        description={t(`providers:type.${type}`)}
        parent={{ to: '/providers', label: t('providers:title') }}
        actions={
          <>
            <TestConnection id={id} name={name} />
            <ConfirmLink
              to={`/providers/${id}/remove`}
              title={t('providers:remove.title', { name })}
              description={t('providers:remove.text')}
              confirmLabel={t('providers:remove.confirm')}
              variant="danger"
            >
              <Trash2 aria-hidden />
              {t('common:actions.remove')}
            </ConfirmLink>
          </>
        }
      />
      {result && <TestResult result={result} className="mb-6" />}
      <ProviderForm
        key={provider.updatedAt}
        initial={providerFormValues(provider)}
        answer={answer}
        credentialHint={credentialHint}
        submitLabel={t('common:actions.save')}
      />
    </>
  )
}
