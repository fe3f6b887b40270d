import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { Form, Link, useActionData, useLoaderData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { TestResult } from '#app/components/providers/test-result'
import { Button } from '#app/components/ui/button'
import { PageHeader } from '#app/components/ui/page-header'
import { orNotFound } from '#app/lib/caller-errors.server'
import type { PageHandle } from '#app/lib/page-handle'
import { requireAdmin } from '#app/lib/require-admin.server'
import { idOf } from '#app/lib/route-id.server'

export const handle = { titleKey: 'providers:test.title' } satisfies PageHandle

export async function loader(args: LoaderFunctionArgs) {
  const { id, name } = await orNotFound(requireAdmin(args).providers.get({ id: idOf(args) }))
  return { id, name }
}

export const action = (args: ActionFunctionArgs) =>
  orNotFound(requireAdmin(args).providers.test({ id: idOf(args) }))

/** Where the test form leads without JavaScript. */
export default function TestProvider() {
  const { t } = useTranslation('providers')
  const { id, name } = useLoaderData<typeof loader>()
  const result = useActionData<typeof action>()
  return (
    <>
      <PageHeader
        title={t('test.title')}
        description={name}
        parent={{ to: `/providers/${id}`, label: name }}
      />
      {result && <TestResult result={result} className="mb-5" />}
      <Form method="post" className="flex gap-2">
        <Button type="submit" variant="primary">
          {result ? t('test.again') : t('test.action')}
        </Button>
        <Button asChild>
          <Link to="/providers">{t('title')}</Link>
        </Button>
      </Form>
    </>
  )
}
