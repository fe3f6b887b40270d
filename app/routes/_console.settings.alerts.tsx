import { data, type ActionFunctionArgs, type LoaderFunctionArgs } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { AlertsForm } from '#app/components/settings/alerts-form'
import { readAlertSettings } from '#app/components/settings/alerts-form-values'
import { EmailTest } from '#app/components/settings/email-test'
import { formAgain, refusedForm } from '#app/lib/caller-errors.server'
import { redirectWithFlash } from '#app/lib/flash.server'
import { createFormReader } from '#app/lib/form-reader'
import type { PageHandle } from '#app/lib/page-handle'
import { requireAdmin } from '#app/lib/require-admin.server'

export const handle = { titleKey: 'settings:alerts.title' } satisfies PageHandle

export async function loader(args: LoaderFunctionArgs) {
  const { settings, email } = requireAdmin(args)
  const [report, password] = await Promise.all([settings.get(), email.get()])
  return { settings: report, password }
}

export async function action(args: ActionFunctionArgs) {
  const { settings, email } = requireAdmin(args)
  const form = createFormReader(await args.request.formData(), ['smtpPassword'])
  const isTest = form.has('to')
  try {
    if (isTest) {
      const to = form.text('to', { required: true, maxLength: 254 })
      if (!form.valid) return formAgain(form)
      return data({ values: form.values, problems: {}, result: await email.test({ to }) })
    }
    const { lockedBy } = await settings.get()
    const input = readAlertSettings(form, lockedBy)
    const password = form.text('smtpPassword', { maxLength: 500 })
    if (!form.valid) return formAgain(form)
    await settings.update(input)
    if (form.checked('withoutPassword')) await email.setPassword({ password: null })
    else if (password !== '') await email.setPassword({ password })
    return await redirectWithFlash('/settings/alerts', 'done.settingsSaved')
  } catch (error) {
    return refusedForm(error, form)
  }
}

export default function AlertSettings() {
  const { settings, password } = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>()
  const isTest = answer !== undefined && 'to' in answer.values
  return (
    <>
      <AlertsForm settings={settings} password={password} answer={isTest ? undefined : answer} />
      <EmailTest
        answer={isTest ? answer : undefined}
        result={answer && 'result' in answer ? answer.result : undefined}
      />
    </>
  )
}
