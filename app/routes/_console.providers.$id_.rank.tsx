import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { Form, useActionData, useLoaderData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { FieldRow, FormActions } from '#app/components/form-parts'
import { Field } from '#app/components/ui/field'
import { Input } from '#app/components/ui/input'
import { PageHeader } from '#app/components/ui/page-header'
import { formAgain, orNotFound } from '#app/lib/caller-errors.server'
import { redirectWithFlash } from '#app/lib/flash.server'
import { createFormReader } from '#app/lib/form-reader'
import type { PageHandle } from '#app/lib/page-handle'
import { requireAdmin } from '#app/lib/require-admin.server'
import { safeReturnTo } from '#app/lib/return-to'
import { idOf } from '#app/lib/route-id.server'

export const handle = { titleKey: 'providers:rank.title' } satisfies PageHandle

export async function loader(args: LoaderFunctionArgs) {
  const { name, priority, weight } = await orNotFound(requireAdmin(args).providers.get({ id: idOf(args) }))
  return { name, priority, weight }
}

/** Takes one number or both, from the list or from this page. */
export async function action(args: ActionFunctionArgs) {
  const caller = requireAdmin(args)
  const form = createFormReader(await args.request.formData())
  const change = {
    ...(form.has('priority') && { priority: form.requiredInteger('priority', { min: -1000, max: 1000 }) }),
    ...(form.has('weight') && { weight: form.requiredInteger('weight', { min: 0, max: 100 }) }),
  }
  if (!form.valid) return formAgain(form)
  await orNotFound(caller.providers.update({ id: idOf(args), ...change }))
  return redirectWithFlash(safeReturnTo(form.values.returnTo ?? '/providers'), 'done.providerSaved')
}

/** Where a number of the list leads without JavaScript when it is none. */
export default function ProviderRank() {
  const { t } = useTranslation('providers')
  const { name, priority, weight } = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>()
  const fields = { priority, weight }
  return (
    <>
      <PageHeader
        title={t('rank.title')}
        description={name}
        parent={{ to: '/providers', label: t('title') }}
      />
      <Form method="post" noValidate className="max-w-form space-y-5">
        <FieldRow>
          {(['priority', 'weight'] as const).map((field) => (
            <Field
              key={field}
              name={field}
              label={t(`form.${field}`)}
              hint={t(`form.${field}Hint`)}
              problem={answer?.problems[field]}
              required
            >
              <Input
                inputMode="numeric"
                autoComplete="off"
                defaultValue={answer?.values[field] ?? fields[field]}
              />
            </Field>
          ))}
        </FieldRow>
        <FormActions submitLabel={t('rank.submit')} cancelTo="/providers" wide />
      </Form>
    </>
  )
}
