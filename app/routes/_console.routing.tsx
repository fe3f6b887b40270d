import type { LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData, useLocation } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { SimulateForm } from '#app/components/routing/simulate-form'
import { readSimulateForm } from '#app/components/routing/simulate-form-values'
import { SimulationResult } from '#app/components/routing/simulation-result'
import { EmptyState } from '#app/components/ui/empty-state'
import { PageHeader } from '#app/components/ui/page-header'
import { refusedState } from '#app/lib/caller-errors.server'
import { createFormReader } from '#app/lib/form-reader'
import type { FormState } from '#app/lib/form-state'
import type { PageHandle } from '#app/lib/page-handle'
import { readTimeZone } from '#app/lib/preferences.server'
import { requireAdmin } from '#app/lib/require-admin.server'
import type { SimulationView } from '#server/trpc/schemas/routing'

export const handle = { titleKey: 'routing:title' } satisfies PageHandle

/** As many as one page of the admin API holds. */
const MOST_CHOICES = 200

export async function loader(args: LoaderFunctionArgs) {
  const caller = requireAdmin(args)
  const [keys, users, simulated] = await Promise.all([
    caller.keys.list({ limit: MOST_CHOICES }),
    caller.users.list({ limit: MOST_CHOICES }),
    simulate(args),
  ])
  const userNames = new Map(users.items.map(({ id, name }) => [id, name]))
  const named = keys.items.map(({ id, name, userId }) => {
    return { id, name: `${userNames.get(userId) ?? userId} · ${name}` }
  })
  return { keys: named, ...simulated }
}

interface Simulated {
  state: FormState
  simulation: SimulationView | null
}

async function simulate(args: LoaderFunctionArgs): Promise<Simulated> {
  const { searchParams } = new URL(args.request.url)
  const form = createFormReader(toFormData(searchParams))
  const state = { values: form.values, problems: form.problems }
  if (searchParams.size === 0) return { state, simulation: null }
  const input = readSimulateForm(form, await readTimeZone(args.request))
  if (!form.valid) return { state, simulation: null }
  try {
    return { state, simulation: await requireAdmin(args).routing.simulate(input) }
  } catch (error) {
    return { state: refusedState(error, form), simulation: null }
  }
}

function toFormData(search: URLSearchParams): FormData {
  const form = new FormData()
  for (const [name, value] of search) form.set(name, value)
  return form
}

export default function Routing() {
  const { t } = useTranslation('routing')
  const { keys, state, simulation } = useLoaderData<typeof loader>()
  const { search } = useLocation()
  const asked = search !== ''
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} />
      {/* Rebuilt when the address changes by other means than this form, so that it always shows what was asked. */}
      <SimulateForm key={search} state={state} keys={keys} />
      {simulation && <SimulationResult simulation={simulation} />}
      {!asked && (
        <div className="mt-8">
          <EmptyState title={t('idle.title')}>{t('idle.text')}</EmptyState>
        </div>
      )}
    </>
  )
}
