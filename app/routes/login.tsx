import { data, redirect, type ActionFunctionArgs, type LoaderFunctionArgs } from '@remix-run/node'
import { Form, Link, useActionData, useLoaderData, useNavigation } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { Brand } from '#app/components/brand'
import { Button } from '#app/components/ui/button'
import { Field } from '#app/components/ui/field'
import { Input } from '#app/components/ui/input'
import { Panel } from '#app/components/ui/section'
import type { FieldProblem } from '#app/lib/form-state'
import type { PageHandle } from '#app/lib/page-handle'
import { safeReturnTo } from '#app/lib/return-to'
import { useFocusFirstProblem } from '#app/lib/use-focus-first-problem'

export const handle = { titleKey: 'login.title' } satisfies PageHandle

const SECONDS_PER_MINUTE = 60

export function loader({ request, context }: LoaderFunctionArgs) {
  const returnTo = safeReturnTo(new URL(request.url).searchParams.get('returnTo'))
  if (context.viewer) throw redirect(returnTo)
  return { returnTo }
}

export async function action({ request, context }: ActionFunctionArgs) {
  const form = await request.formData()
  const token = form.get('token')
  if (typeof token !== 'string' || token.trim() === '') return refuse({ key: 'problem.required' }, 422)
  const result = await context.signIn(token.trim())
  if (result.ok)
    throw redirect(safeReturnTo(form.get('returnTo')), { headers: { 'Set-Cookie': result.cookie } })
  if (result.reason === 'invalid') return refuse({ key: 'problem.wrongToken' }, 401)
  if (result.reason === 'inactive') return refuse({ key: 'problem.inactiveKey' }, 401)
  const minutes = Math.ceil((result.retryAfterSeconds ?? SECONDS_PER_MINUTE) / SECONDS_PER_MINUTE)
  return refuse({ key: 'problem.throttled', values: { count: minutes } }, 429)
}

const refuse = (problem: FieldProblem, status: number) => data({ problem }, { status })

export default function Login() {
  const { t } = useTranslation()
  const { returnTo } = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>()
  const busy = useNavigation().formAction?.startsWith('/login') ?? false
  const form = useFocusFirstProblem(answer)
  return (
    <main className="flex min-h-screen flex-col items-center justify-center px-4 py-10">
      <div className="w-full max-w-sm">
        <div className="mb-6 flex justify-center">
          <Brand />
        </div>
        <Panel className="p-6">
          <h1 className="text-lg font-semibold">{t('login.title')}</h1>
          <Form ref={form} method="post" className="mt-4 space-y-4" noValidate>
            <input type="hidden" name="returnTo" value={returnTo} />
            {/* A password manager keeps a token only together with a name. */}
            <input type="text" name="username" value="admin" readOnly hidden autoComplete="username" />
            <Field
              name="token"
              label={t('login.token')}
              hint={t('login.hint')}
              problem={answer?.problem}
              required
            >
              <Input type="password" autoComplete="current-password" autoFocus spellCheck={false} />
            </Field>
            <Button type="submit" variant="primary" className="w-full" disabled={busy}>
              {t('login.submit')}
            </Button>
          </Form>
        </Panel>
        <p className="mt-4 text-center text-sm">
          <Link
            to={`/preferences?${new URLSearchParams({ returnTo: '/login' }).toString()}`}
            className="inline-flex min-h-10 items-center text-ink-muted hover:text-ink"
          >
            {t('preferences.title')}
          </Link>
        </p>
      </div>
    </main>
  )
}
