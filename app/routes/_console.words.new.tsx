import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useActionData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { WordForm } from '#app/components/words/word-form'
import { NEW_WORD, readWordForm } from '#app/components/words/word-form-values'
import { PageHeader } from '#app/components/ui/page-header'
import { redirectWithFlash } from '#app/lib/flash.server'
import type { PageHandle } from '#app/lib/page-handle'
import { requireAdmin } from '#app/lib/require-admin.server'
import { takeForm } from '#app/lib/take-form.server'

export const handle = { titleKey: 'words:new.title' } satisfies PageHandle

export function loader(args: LoaderFunctionArgs) {
  requireAdmin(args)
  return null
}

export const action = (args: ActionFunctionArgs) =>
  takeForm(args, {
    read: readWordForm,
    save: async (caller, input) => {
      await caller.sensitiveWords.create(input)
      return redirectWithFlash('/words', 'done.wordAdded')
    },
  })

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
