import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { Trash2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { WordForm } from '#app/components/words/word-form'
import { readWordForm, wordFormValues } from '#app/components/words/word-form-values'
import { ConfirmLink } from '#app/components/ui/confirm-link'
import { PageHeader } from '#app/components/ui/page-header'
import { orNotFound } from '#app/lib/caller-errors.server'
import { redirectWithFlash } from '#app/lib/flash.server'
import type { PageHandle } from '#app/lib/page-handle'
import { requireAdmin } from '#app/lib/require-admin.server'
import { idOf } from '#app/lib/route-id.server'
import { takeForm } from '#app/lib/take-form.server'

export const handle = { titleKey: 'words:edit.title' } satisfies PageHandle

export const loader = (args: LoaderFunctionArgs) =>
  orNotFound(requireAdmin(args).sensitiveWords.get({ id: idOf(args) }))

export const action = (args: ActionFunctionArgs) =>
  takeForm(args, {
    read: readWordForm,
    save: async (caller, input) => {
      await caller.sensitiveWords.update({ id: idOf(args), ...input })
      return redirectWithFlash('/words', 'done.wordSaved')
    },
  })

export default function EditWord() {
  const { t } = useTranslation(['words', 'common'])
  const found = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>()
  return (
    <>
      <PageHeader
        title={<span className="break-words">{found.pattern}</span>}
        parent={{ to: '/words', label: t('words:title') }}
        actions={
          <ConfirmLink
            to={`/words/${found.id}/remove`}
            title={t('words:remove.title', { pattern: found.pattern })}
            description={t('words:remove.text')}
            confirmLabel={t('words:remove.confirm')}
            variant="danger"
          >
            <Trash2 aria-hidden />
            {t('words:remove.action')}
          </ConfirmLink>
        }
      />
      <WordForm initial={wordFormValues(found)} answer={answer} submitLabel={t('common:actions.save')} />
    </>
  )
}
