import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { Form, Link, useActionData, useLoaderData } from '@remix-run/react'
import { FileInput } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { FormActions, FormProblem } from '#app/components/form-parts'
import { RedirectFields } from '#app/components/providers/redirect-fields'
import { readRedirects, redirectFormValues, REDIRECTS } from '#app/components/providers/redirect-form-values'
import { Button } from '#app/components/ui/button'
import { DefaultSubmit } from '#app/components/ui/row-list'
import { Section } from '#app/components/ui/section'
import { formAgain, orNotFound, refusedForm } from '#app/lib/caller-errors.server'
import { redirectWithFlash } from '#app/lib/flash.server'
import { createFormReader } from '#app/lib/form-reader'
import { editedRows } from '#app/lib/form-rows'
import type { PageHandle } from '#app/lib/page-handle'
import { requireAdmin } from '#app/lib/require-admin.server'
import { idOf } from '#app/lib/route-id.server'
import { useFocusFirstProblem } from '#app/lib/use-focus-first-problem'

export const handle = { titleKey: 'providers:redirects.title' } satisfies PageHandle

export async function loader(args: LoaderFunctionArgs) {
  const provider = await orNotFound(requireAdmin(args).providers.get({ id: idOf(args) }))
  const { id, modelRedirects, updatedAt } = provider
  return { id, modelRedirects, updatedAt }
}

export async function action(args: ActionFunctionArgs) {
  const caller = requireAdmin(args)
  const id = idOf(args)
  const form = createFormReader(await args.request.formData())
  const edited = editedRows(form.values, REDIRECTS)
  if (edited) return edited
  const modelRedirects = readRedirects(form)
  if (!form.valid) return formAgain(form)
  try {
    await caller.providers.update({ id, modelRedirects })
    return await redirectWithFlash(`/providers/${id}/redirects`, 'done.redirectsSaved')
  } catch (error) {
    return refusedForm(error, form)
  }
}

export default function ProviderRedirects() {
  const { t } = useTranslation(['providers', 'common'])
  const { id, modelRedirects, updatedAt } = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>()
  const form = useFocusFirstProblem(answer)
  return (
    <Section
      className="mt-0"
      title={t('providers:redirects.title')}
      description={t('providers:redirects.hint')}
      actions={
        <Button asChild>
          <Link to={`/providers/${id}/redirects/import`}>
            <FileInput aria-hidden />
            {t('providers:redirects.import.action')}
          </Link>
        </Button>
      }
    >
      <Form ref={form} key={updatedAt} method="post" noValidate className="max-w-4xl">
        <DefaultSubmit />
        <FormProblem state={answer} />
        <RedirectFields
          values={answer?.values ?? redirectFormValues(modelRedirects)}
          problems={answer?.problems ?? {}}
        />
        <p className="mb-5 mt-2 text-xs text-ink-muted">{t('providers:redirects.patternHint')}</p>
        <FormActions submitLabel={t('common:actions.save')} cancelTo={`/providers/${id}`} wide />
      </Form>
    </Section>
  )
}
