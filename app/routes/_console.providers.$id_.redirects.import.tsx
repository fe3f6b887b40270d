import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { Form, useActionData, useLoaderData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { FormActions, FormProblem } from '#app/components/form-parts'
import { IMPORT_MODES, readImport } from '#app/components/providers/import-form-values'
import { ImportPreview } from '#app/components/providers/import-preview'
import { Field } from '#app/components/ui/field'
import { Input, Select, Textarea } from '#app/components/ui/input'
import { PageHeader } from '#app/components/ui/page-header'
import { formAgain, orNotFound, refusedForm } from '#app/lib/caller-errors.server'
import { redirectWithFlash } from '#app/lib/flash.server'
import { createFormReader } from '#app/lib/form-reader'
import type { FormState } from '#app/lib/form-state'
import type { PageHandle } from '#app/lib/page-handle'
import { requireAdmin } from '#app/lib/require-admin.server'
import { idOf } from '#app/lib/route-id.server'
import { useFocusFirstProblem } from '#app/lib/use-focus-first-problem'

export const handle = { titleKey: 'providers:redirects.import.title' } satisfies PageHandle

export async function loader(args: LoaderFunctionArgs) {
  const { id, name } = await orNotFound(requireAdmin(args).providers.get({ id: idOf(args) }))
  return { id, name }
}

/** Looks at the import or, with `apply`, does it. */
export async function action(args: ActionFunctionArgs) {
  const { providerRedirects } = requireAdmin(args)
  const id = idOf(args)
  const formData = await args.request.formData()
  const form = createFormReader(formData)
  const input = await readImport(form, formData.get('file'))
  if (!form.valid) return formAgain(form)
  try {
    if (form.has('apply')) {
      await providerRedirects.import({ id, ...input })
      return await redirectWithFlash(`/providers/${id}/redirects`, 'done.redirectsImported')
    }
    const preview = await providerRedirects.preview({ id, ...input })
    const state: FormState = { values: { ...form.values, text: input.text }, problems: {} }
    return { ...state, preview }
  } catch (error) {
    return refusedForm(error, form)
  }
}

export default function ImportRedirects() {
  const { t } = useTranslation('providers')
  const { id, name } = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>()
  const form = useFocusFirstProblem(answer)
  const { text = '', mode = 'append' } = answer?.values ?? {}
  const redirects = `/providers/${id}/redirects`
  return (
    <>
      <PageHeader
        title={t('redirects.import.title')}
        description={name}
        parent={{ to: redirects, label: t('redirects.title') }}
      />
      <Form
        ref={form}
        method="post"
        encType="multipart/form-data"
        noValidate
        className="max-w-form space-y-4"
      >
        <FormProblem state={answer} />
        {/* Rebuilt when a file was read: its text is then there to be changed, and the file no longer chosen. */}
        <div key={text} className="space-y-4">
          <Field
            name="text"
            label={t('redirects.import.text')}
            hint={t('redirects.import.textHint')}
            problem={answer?.problems.text}
          >
            <Textarea dir="ltr" defaultValue={text} rows={8} spellCheck={false} className="font-mono" />
          </Field>
          <Field
            name="file"
            label={t('redirects.import.file')}
            hint={t('redirects.import.fileHint')}
            problem={answer?.problems.file}
          >
            <Input type="file" accept=".csv,.json,.txt" className="h-auto py-1.5" />
          </Field>
        </div>
        <Field name="mode" label={t('redirects.import.mode')} required>
          <Select defaultValue={mode}>
            {IMPORT_MODES.map((known) => (
              <option key={known} value={known}>
                {t(`redirects.import.modes.${known}`)}
              </option>
            ))}
          </Select>
        </Field>
        <FormActions submitLabel={t('redirects.import.preview')} cancelTo={redirects} wide />
      </Form>
      {answer && 'preview' in answer && <ImportPreview preview={answer.preview} text={text} mode={mode} />}
    </>
  )
}
