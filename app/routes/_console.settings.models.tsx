import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { Form, useActionData, useLoaderData } from '@remix-run/react'
import { RotateCcw } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { FormActions, FormProblem } from '#app/components/form-parts'
import { CatalogueFields } from '#app/components/settings/catalogue-fields'
import { catalogueFormValues, readCatalogue } from '#app/components/settings/catalogue-form-values'
import { Lockable } from '#app/components/settings/locked-settings'
import { saveSettings } from '#app/components/settings/save-settings.server'
import { ConfirmLink } from '#app/components/ui/confirm-link'
import { DefaultSubmit } from '#app/components/ui/row-list'
import { Section } from '#app/components/ui/section'
import type { PageHandle } from '#app/lib/page-handle'
import { requireAdmin } from '#app/lib/require-admin.server'
import { useFocusFirstProblem } from '#app/lib/use-focus-first-problem'

export const handle = { titleKey: 'settings:models.title' } satisfies PageHandle

export const loader = (args: LoaderFunctionArgs) => requireAdmin(args).settings.get()

export const action = (args: ActionFunctionArgs) => saveSettings(args, readCatalogue)

export default function ModelNames() {
  const { t } = useTranslation(['settings', 'providers', 'common'])
  const { values, defaults, lockedBy } = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>()
  const form = useFocusFirstProblem(answer)
  const stored = JSON.stringify(values.modelCatalogue)
  const locked = lockedBy.modelCatalogue
  return (
    <Section
      className="mt-0"
      title={t('settings:models.heading')}
      description={t('settings:models.text')}
      actions={
        locked === undefined && stored !== JSON.stringify(defaults.modelCatalogue) && <RestoreDefaults />
      }
    >
      {/* Keyed by what is stored, so that the rows begin anew when it changes. */}
      <Form ref={form} key={stored} method="post" noValidate className="max-w-4xl">
        <DefaultSubmit />
        <FormProblem state={answer} />
        <Lockable by={locked}>
          <CatalogueFields
            values={answer?.values ?? catalogueFormValues(values.modelCatalogue)}
            problems={answer?.problems ?? {}}
          />
        </Lockable>
        <p className="mb-5 mt-2 text-xs text-ink-muted">
          {t('settings:models.order')} {t('providers:redirects.patternHint')}
        </p>
        {locked === undefined && <FormActions submitLabel={t('common:actions.save')} wide />}
      </Form>
    </Section>
  )
}

function RestoreDefaults() {
  const { t } = useTranslation('settings')
  return (
    <ConfirmLink
      to="/settings/models/restore"
      title={t('restore.title')}
      description={t('restore.text')}
      confirmLabel={t('restore.confirm')}
      variant="danger"
    >
      <RotateCcw aria-hidden />
      {t('restore.action')}
    </ConfirmLink>
  )
}
