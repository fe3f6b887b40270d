import { useFetcher, useLocation } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { SwitchButton } from './ui/switch'

interface EnabledToggleProps {
  /** The route that takes `enabled` and `returnTo`. */
  action: string
  enabled: boolean
  /** Name of what is switched. */
  name: string
}

/** Switches one thing on or off in its list: at once with JavaScript, by a plain form without. */
export function EnabledToggle({ action, enabled, name }: EnabledToggleProps) {
  const { t } = useTranslation()
  const fetcher = useFetcher()
  const { pathname, search } = useLocation()
  const asked = fetcher.formData?.get('enabled')
  const shown = asked ? asked === 'on' : enabled
  return (
    <fetcher.Form method="post" action={action} className="inline-flex items-center gap-2">
      <input type="hidden" name="enabled" value={shown ? 'off' : 'on'} />
      <input type="hidden" name="returnTo" value={`${pathname}${search}`} />
      <SwitchButton checked={shown} aria-label={t('state.enabledOf', { name })} />
      <span aria-hidden className="hidden w-6 text-xs text-ink-muted sm:inline">
        {t(shown ? 'state.on' : 'state.off')}
      </span>
    </fetcher.Form>
  )
}
