import { Link, useFetcher, useLocation, useRouteLoaderData } from '@remix-run/react'
import { Check, SlidersHorizontal } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import type { MouseEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { LANGUAGE_NAMES, LANGUAGES } from '#app/i18n/languages'
import { THEMES } from '#app/lib/theme'
import type { loader as rootLoader } from '#app/root'

/** A link to the preferences page that, with JavaScript, opens as a menu. */
export function PreferencesMenu({ className }: { className: string }) {
  const { t, i18n } = useTranslation()
  // A fetcher leaves the page as it is: a new key that is shown only once must survive a change of theme.
  const { submit } = useFetcher()
  const { pathname, search } = useLocation()
  const theme = useRouteLoaderData<typeof rootLoader>('root')?.theme ?? 'system'
  const returnTo = `${pathname}${search}`

  const choose = (preference: Record<string, string>) => {
    submit(preference, { method: 'post', action: '/preferences' })
  }
  const stay = (event: MouseEvent) => {
    if (!event.metaKey && !event.ctrlKey) event.preventDefault()
  }
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>
        <Link
          to={`/preferences?${new URLSearchParams({ returnTo }).toString()}`}
          onClick={stay}
          className={className}
        >
          <SlidersHorizontal aria-hidden />
          {t('preferences.title')}
        </Link>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="start"
          sideOffset={4}
          collisionPadding={8}
          className="z-40 min-w-48 rounded-lg bg-surface p-1 shadow-overlay"
        >
          <Choices
            label={t('preferences.theme')}
            value={theme}
            options={THEMES.map((value) => ({ value, label: t(`preferences.themes.${value}`) }))}
            onChoose={(value) => {
              choose({ theme: value })
            }}
          />
          <DropdownMenu.Separator className="my-1 border-t" />
          <Choices
            label={t('preferences.language')}
            value={i18n.language}
            options={LANGUAGES.map((value) => ({ value, label: LANGUAGE_NAMES[value] }))}
            onChoose={(value) => {
              choose({ language: value })
            }}
          />
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

interface ChoicesProps {
  label: string
  value: string
  options: { value: string; label: string }[]
  onChoose: (value: string) => void
}

function Choices({ label, value, options, onChoose }: ChoicesProps) {
  return (
    <DropdownMenu.RadioGroup value={value} onValueChange={onChoose} aria-label={label}>
      <DropdownMenu.Label className="px-2 pb-1 pt-1.5 text-xs text-ink-muted">{label}</DropdownMenu.Label>
      {options.map((option) => (
        <DropdownMenu.RadioItem
          key={option.value}
          value={option.value}
          lang={option.value in LANGUAGE_NAMES ? option.value : undefined}
          className="flex h-control cursor-default select-none items-center justify-between gap-4 rounded px-2 text-sm outline-none data-[highlighted]:bg-sunken"
        >
          {option.label}
          <DropdownMenu.ItemIndicator>
            <Check aria-hidden className="size-4 text-accent" />
          </DropdownMenu.ItemIndicator>
        </DropdownMenu.RadioItem>
      ))}
    </DropdownMenu.RadioGroup>
  )
}
