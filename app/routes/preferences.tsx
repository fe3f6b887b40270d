import { data, redirect, type ActionFunctionArgs, type LoaderFunctionArgs } from '@remix-run/node'
import { Form, useLoaderData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { Button } from '#app/components/ui/button'
import { PageHeader } from '#app/components/ui/page-header'
import { Panel } from '#app/components/ui/section'
import { detectLanguage } from '#app/i18n/detect-language.server'
import { isLanguage, LANGUAGE_NAMES, LANGUAGES } from '#app/i18n/languages'
import type { PageHandle } from '#app/lib/page-handle'
import {
  isTimeZone,
  languageCookie,
  readTheme,
  themeCookie,
  timeZoneCookie,
} from '#app/lib/preferences.server'
import { safeReturnTo } from '#app/lib/return-to'
import { isTheme, THEMES } from '#app/lib/theme'

export const handle = { titleKey: 'preferences.title' } satisfies PageHandle

export async function loader({ request }: LoaderFunctionArgs) {
  const [language, theme] = await Promise.all([detectLanguage(request), readTheme(request)])
  return { language, theme, returnTo: safeReturnTo(new URL(request.url).searchParams.get('returnTo')) }
}

/** Open to everyone: it holds nothing but how the console looks, kept in the reader's own browser. */
export async function action({ request }: ActionFunctionArgs) {
  const form = await request.formData()
  const headers = new Headers()
  const [language, theme, timeZone] = [form.get('language'), form.get('theme'), form.get('timeZone')]
  if (isLanguage(language)) headers.append('Set-Cookie', await languageCookie.serialize(language))
  if (isTheme(theme)) headers.append('Set-Cookie', await themeCookie.serialize(theme))
  if (isTimeZone(timeZone)) headers.append('Set-Cookie', await timeZoneCookie.serialize(timeZone))
  if (form.has('returnTo')) throw redirect(safeReturnTo(form.get('returnTo')), { headers })
  return data(null, { headers })
}

export default function Preferences() {
  const { t } = useTranslation()
  const { language, theme, returnTo } = useLoaderData<typeof loader>()
  return (
    <main className="mx-auto max-w-form px-4 py-10">
      <PageHeader title={t('preferences.title')} parent={{ to: returnTo, label: t('actions.back') }} />
      <Form method="post" action="/preferences" className="space-y-5">
        <input type="hidden" name="returnTo" value={returnTo} />
        <Choice
          legend={t('preferences.theme')}
          name="theme"
          value={theme}
          options={THEMES.map((value) => ({ value, label: t(`preferences.themes.${value}`) }))}
        />
        <Choice
          legend={t('preferences.language')}
          name="language"
          value={language}
          options={LANGUAGES.map((value) => ({ value, label: LANGUAGE_NAMES[value], lang: value }))}
        />
        <Button type="submit" variant="primary">
          {t('actions.save')}
        </Button>
      </Form>
    </main>
  )
}

interface ChoiceProps {
  legend: string
  name: string
  value: string
  options: { value: string; label: string; lang?: string }[]
}

function Choice({ legend, name, value, options }: ChoiceProps) {
  return (
    <fieldset>
      <legend className="mb-1.5 text-sm font-medium">{legend}</legend>
      <Panel className="divide-y divide-line">
        {options.map((option) => (
          <label key={option.value} className="flex min-h-11 items-center gap-3 px-4 text-sm">
            <input
              type="radio"
              name={name}
              value={option.value}
              defaultChecked={option.value === value}
              className="size-4 accent-accent-solid"
            />
            <span lang={option.lang}>{option.label}</span>
          </label>
        ))}
      </Panel>
    </fieldset>
  )
}
