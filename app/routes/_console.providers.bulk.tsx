import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { Link, useActionData, useLoaderData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { BulkForm } from '#app/components/providers/bulk-form'
import { readBulkPatch, readSelection } from '#app/components/providers/bulk-form-values'
import { BulkPreview } from '#app/components/providers/bulk-preview'
import { Badge } from '#app/components/ui/badge'
import { EmptyState } from '#app/components/ui/empty-state'
import { PageHeader } from '#app/components/ui/page-header'
import { formAgain, orNotFound, refusedForm } from '#app/lib/caller-errors.server'
import { redirectWithFlash } from '#app/lib/flash.server'
import { createFormReader } from '#app/lib/form-reader'
import type { FormState } from '#app/lib/form-state'
import type { PageHandle } from '#app/lib/page-handle'
import { requireAdmin } from '#app/lib/require-admin.server'

export const handle = { titleKey: 'providers:bulk.title' } satisfies PageHandle

/** As many as a page of the list shows. */
const MOST = 50
const chosenIn = (request: Request): string[] =>
  [...new Set(new URL(request.url).searchParams.getAll('id'))].slice(0, MOST)

export async function loader(args: LoaderFunctionArgs) {
  const { providers } = requireAdmin(args)
  const found = await Promise.all(chosenIn(args.request).map((id) => orNotFound(providers.get({ id }))))
  return { providers: found.map(({ id, name }) => ({ id, name })) }
}

/** Shows what would change or, with `apply`, does it. */
export async function action(args: ActionFunctionArgs) {
  const { providerBulk } = requireAdmin(args)
  const form = createFormReader(await args.request.formData())
  const patch = readBulkPatch(form)
  if (!form.valid) return formAgain(form)
  const providers = readSelection(chosenIn(args.request), form.values)
  try {
    if (form.has('apply')) {
      await providerBulk.change({ providers, patch })
      return await redirectWithFlash('/providers', 'done.providersChanged')
    }
    const preview = await providerBulk.preview({ providers, patch })
    const state: FormState = { values: form.values, problems: {} }
    return { ...state, preview }
  } catch (error) {
    return refusedForm(error, form)
  }
}

export default function ChangeProviders() {
  const { t } = useTranslation('providers')
  const { providers } = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>()
  const header = (
    <PageHeader
      title={t('bulk.title')}
      description={t('bulk.text')}
      parent={{ to: '/providers', label: t('title') }}
    />
  )
  if (providers.length === 0)
    return (
      <>
        {header}
        <EmptyState
          title={t('bulk.none')}
          action={
            <Link to="/providers" className="text-sm font-medium text-accent hover:underline">
              {t('title')}
            </Link>
          }
        >
          {t('bulk.noneText')}
        </EmptyState>
      </>
    )
  return (
    <>
      {header}
      <p className="flex flex-wrap items-center gap-1.5 text-sm">
        <span className="text-ink-muted">{t('bulk.chosen')}</span>
        {providers.map(({ id, name }) => (
          <Badge key={id}>{name}</Badge>
        ))}
      </p>
      <BulkForm answer={answer} />
      {answer && 'preview' in answer && <BulkPreview preview={answer.preview} values={answer.values} />}
    </>
  )
}
