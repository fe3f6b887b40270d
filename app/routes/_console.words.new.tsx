import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useActionData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { WordForm } from '#app/components/words/word-form'
import { NEW_WORD, readWordForm } from '#app/components/words/word-form-values'
import { PageHeader } from '#app/components/ui/page-header'
import { formAgain, refusedForm } from '#app/lib/caller-errors.server'
import { redirectWithFlash } from '#app/lib/flash.server'
import { createFormReader } from '#app/lib/form-reader'
import type { PageHandle } from '#app/lib/page-handle'
import { requireAdmin } from '#app/lib/require-admin.server'

export const handle = { titleKey: 'words:new.title' } satisfies PageHandle

export function loader(args: LoaderFunctionArgs) {
  requireAdmin(args)
  return null
}

export async function action(args: ActionFunctionArgs) {
  const caller = requireAdmin(args)
  const form = createFormReader(await args.request.formData())
  const input = readWordForm(form)
  if (!form.valid) return formAgain(form)
  try {
    await caller.sensitiveWords.create(input)
    return await redirectWithFlash('/words', 'done.wordAdded')
  } catch (error) {
    return refusedForm(error, form)
  }
}

export default function NewWord() {
  const { t } = useTranslation('words')
  const answer = useActionData<typeof action>()
  return (
    <>
      <PageHeader title={t('new.title')} parent={{ to: '/words', label: t('title') }} />
      <WordForm initial={NEW_WORD} answer={answer} submitLabel={t('new.submit')} />
    </>
  )
}
