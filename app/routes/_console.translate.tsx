import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useActionData, useLoaderData, useLocation } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { EXAMPLES } from '#app/components/translation/examples.server'
import { TranslateForm } from '#app/components/translation/translate-form'
import { KINDS, readTranslateForm } from '#app/components/translation/translate-form-values'
import { TranslationResult } from '#app/components/translation/translation-result'
import { EmptyState } from '#app/components/ui/empty-state'
import { PageHeader } from '#app/components/ui/page-header'
import { formAgain, refusedForm } from '#app/lib/caller-errors.server'
import { DIALECTS } from '#app/lib/dialects'
import { createFormReader } from '#app/lib/form-reader'
import type { FormState } from '#app/lib/form-state'
import type { PageHandle } from '#app/lib/page-handle'
import { requireAdmin } from '#app/lib/require-admin.server'
import { useShowNews } from '#app/lib/use-show-news'
import type { TranslationView } from '#server/trpc/schemas/translate'

export const handle = { titleKey: 'translate:title' } satisfies PageHandle

interface Translated {
  state: FormState
  translation: TranslationView | null
}

/** An example has an address; a message of one's own is posted, for it can be long and nobody else's business. */
export async function loader(args: LoaderFunctionArgs): Promise<Translated> {
  const caller = requireAdmin(args)
  const { searchParams } = new URL(args.request.url)
  const dialect = DIALECTS.find((known) => known === searchParams.get('example'))
  const kind = KINDS.find((known) => known === searchParams.get('kind')) ?? 'request'
  if (!dialect) return { state: { values: { dialect: 'claude', kind }, problems: {} }, translation: null }
  const { model = '', body } = EXAMPLES[kind][dialect]
  const values = { dialect, kind, model: model ?? '', body: JSON.stringify(body, null, 2) }
  const translation = await caller.translate.message({ dialect, kind, model: model || null, body })
  return { state: { values, problems: {} }, translation }
}

export async function action(args: ActionFunctionArgs) {
  const caller = requireAdmin(args)
  const form = createFormReader(await args.request.formData())
  const input = readTranslateForm(form)
  if (!form.valid) return formAgain(form)
  try {
    const translation = await caller.translate.message(input)
    const state: FormState = { values: form.values, problems: {} }
    return { ...state, translation }
  } catch (error) {
    return refusedForm(error, form)
  }
}

export default function Translate() {
  const { t } = useTranslation('translate')
  const loaded = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>()
  const { search } = useLocation()
  const state = answer ?? loaded.state
  const translation = answer ? ('translation' in answer ? answer.translation : null) : loaded.translation
  const result = useShowNews(translation)
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} />
      {/* Rebuilt when the address changes by other means than this form, so that it always shows what was asked. */}
      <TranslateForm key={search} state={state} />
      <div ref={result} tabIndex={-1} className="mt-8 scroll-mt-20 focus:outline-none">
        {translation && <TranslationResult translation={translation} />}
      </div>
      {!translation && Object.keys(state.problems).length === 0 && (
        <EmptyState title={t('idle.title')}>{t('idle.text')}</EmptyState>
      )}
    </>
  )
}
