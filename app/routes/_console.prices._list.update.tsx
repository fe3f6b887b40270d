import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { Form, Link, useActionData, useLoaderData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { FormActions, FormProblem } from '#app/components/form-parts'
import { SyncPreview } from '#app/components/prices/sync-preview'
import { readSyncForm, relevantEntries, SYNC_SOURCES } from '#app/components/prices/sync-form-values'
import { Button } from '#app/components/ui/button'
import { Field } from '#app/components/ui/field'
import { Input, Select, Textarea } from '#app/components/ui/input'
import { formAgain, refusedForm } from '#app/lib/caller-errors.server'
import { redirectWithFlash } from '#app/lib/flash.server'
import { createFormReader } from '#app/lib/form-reader'
import type { FormState } from '#app/lib/form-state'
import type { PageHandle } from '#app/lib/page-handle'
import { requireAdmin } from '#app/lib/require-admin.server'
import { useFocusFirstProblem } from '#app/lib/use-focus-first-problem'
import type { PriceSyncInput } from '#server/trpc/schemas/price'

export const handle = { titleKey: 'prices:update.title' } satisfies PageHandle

export async function loader(args: LoaderFunctionArgs) {
  const { values } = await requireAdmin(args).settings.get()
  return { url: values.priceSyncUrl }
}

/** Looks at a table or, with `apply`, does what was looked at. */
export async function action(args: ActionFunctionArgs) {
  const { prices } = requireAdmin(args)
  const formData = await args.request.formData()
  const form = createFormReader(formData, ['text'])
  const given = formData.get('text')
  if (typeof given === 'string') form.values.text = given
  const input = await readSyncForm(form, formData.get('file'))
  // A table is too long to be sent back with the form.
  form.values.text = ''
  if (!form.valid) return formAgain(form)
  try {
    if (form.has('apply')) {
      await prices.applySync({ ...input, digest: form.text('digest') })
      return await redirectWithFlash('/prices', 'done.pricesUpdated')
    }
    const preview = await prices.previewSync(input)
    const text = input.text === undefined ? {} : { text: relevantEntries(input.text, preview) }
    const again: PriceSyncInput = { source: input.source, ...text }
    const state: FormState = { values: form.values, problems: {} }
    return { ...state, preview, input: again }
  } catch (error) {
    return refusedForm(error, form)
  }
}

export default function UpdatePrices() {
  const { t } = useTranslation('prices')
  const { url } = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>()
  const form = useFocusFirstProblem(answer)
  return (
    <>
      <Form
        ref={form}
        method="post"
        encType="multipart/form-data"
        noValidate
        className="max-w-form space-y-4"
      >
        <FormProblem state={answer} />
        <p className="text-sm text-ink-muted">{t('update.text')}</p>
        <Field
          name="source"
          label={t('update.source')}
          hint={
            <>
              <span className="break-all">{url}</span>{' '}
              <Link to="/settings/prices" className="font-medium text-accent hover:underline">
                {t('update.changeUrl')}
              </Link>
            </>
          }
          problem={answer?.problems.source}
          required
        >
          <Select defaultValue={answer?.values.source ?? 'url'}>
            {SYNC_SOURCES.map((source) => (
              <option key={source} value={source}>
                {t(`update.sources.${source}`)}
              </option>
            ))}
          </Select>
        </Field>
        <Field
          name="file"
          label={t('update.file')}
          hint={t('update.fileHint')}
          problem={answer?.problems.file}
        >
          <Input type="file" accept=".json" className="h-auto py-1.5" />
        </Field>
        <Field
          name="text"
          label={t('update.paste')}
          hint={t('update.pasteHint')}
          problem={answer?.problems.text}
        >
          <Textarea dir="ltr" rows={4} spellCheck={false} className="font-mono text-xs" />
        </Field>
        <FormActions submitLabel={t('update.show')} wide />
      </Form>
      <FetchInBackground />
      {answer && 'preview' in answer && <SyncPreview preview={answer.preview} input={answer.input} />}
    </>
  )
}

/** A slow address keeps nobody waiting. */
function FetchInBackground() {
  const { t } = useTranslation('jobs')
  return (
    <Form
      method="post"
      action="/jobs/sync"
      className="mt-6 flex max-w-form flex-wrap items-center gap-x-4 gap-y-2"
    >
      <p className="min-w-0 flex-1 basis-60 text-sm text-ink-muted">{t('sync.text')}</p>
      <Button type="submit">{t('sync.action')}</Button>
    </Form>
  )
}
