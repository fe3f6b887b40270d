import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { Form, Link, useActionData, useLoaderData } from '@remix-run/react'
import { Plus } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { RuleTable } from '#app/components/clients/rule-table'
import { SeenTable } from '#app/components/clients/seen-table'
import { FormProblem } from '#app/components/form-parts'
import { Button } from '#app/components/ui/button'
import { EmptyState } from '#app/components/ui/empty-state'
import { Field } from '#app/components/ui/field'
import { Select } from '#app/components/ui/input'
import { PageHeader } from '#app/components/ui/page-header'
import { Section } from '#app/components/ui/section'
import { refusedForm } from '#app/lib/caller-errors.server'
import { redirectWithFlash } from '#app/lib/flash.server'
import { createFormReader } from '#app/lib/form-reader'
import type { FormState } from '#app/lib/form-state'
import type { PageHandle } from '#app/lib/page-handle'
import { requireAdmin } from '#app/lib/require-admin.server'

export const handle = { titleKey: 'clients:title' } satisfies PageHandle

const MISSING = ['allow', 'warn', 'block'] as const

export async function loader(args: LoaderFunctionArgs) {
  const { clientVersions, settings } = requireAdmin(args)
  const [rules, seen, { values }] = await Promise.all([
    clientVersions.list(),
    clientVersions.seen(),
    settings.get(),
  ])
  return { rules: rules.items, seen: seen.items, missing: values.missingClientVersion }
}

/** What becomes of clients that do not say their version. */
export async function action(args: ActionFunctionArgs) {
  const { settings } = requireAdmin(args)
  const form = createFormReader(await args.request.formData())
  try {
    await settings.update({ missingClientVersion: form.choice('missingClientVersion', MISSING, 'allow') })
    return await redirectWithFlash('/clients', 'done.settingsSaved')
  } catch (error) {
    return refusedForm(error, form)
  }
}

export default function Clients() {
  const { t } = useTranslation('clients')
  const { rules, seen, missing } = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>()
  const add = (
    <Button asChild variant="primary">
      <Link to="/clients/new">
        <Plus aria-hidden />
        {t('add')}
      </Link>
    </Button>
  )
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} actions={add} />
      <Section title={t('rules.title')}>
        {rules.length === 0 ? (
          <EmptyState title={t('rules.empty')}>{t('rules.emptyText')}</EmptyState>
        ) : (
          <RuleTable rules={rules} />
        )}
      </Section>
      <Section title={t('seen.title')}>
        {seen.length === 0 ? (
          <EmptyState title={t('seen.empty')}>{t('seen.emptyText')}</EmptyState>
        ) : (
          <SeenTable seen={seen} />
        )}
      </Section>
      <Section title={t('missing.title')} description={t('missing.text')}>
        <MissingForm missing={missing} answer={answer} />
      </Section>
    </>
  )
}

function MissingForm({
  missing,
  answer,
}: {
  missing: (typeof MISSING)[number]
  answer: FormState | undefined
}) {
  const { t } = useTranslation('clients')
  return (
    <Form method="post" className="max-w-form">
      <FormProblem state={answer} />
      <div className="flex items-end gap-2">
        <Field
          name="missingClientVersion"
          label={t('missing.label')}
          problem={answer?.problems.missingClientVersion}
          className="grow"
          required
        >
          <Select key={missing} defaultValue={missing}>
            {MISSING.map((one) => (
              <option key={one} value={one}>
                {t(one === 'allow' ? 'missing.allow' : `action.${one}`)}
              </option>
            ))}
          </Select>
        </Field>
        <Button type="submit">{t('missing.save')}</Button>
      </div>
    </Form>
  )
}
