import type { TFunction } from 'i18next'
import type { NAMESPACES } from '#app/i18n/languages'
import { OWN_PAGES, PAGES } from '#app/components/navigation'
import type { Found } from '#app/routes/find'

type Words = TFunction<typeof NAMESPACES>

/** Something that the palette can do. */
export interface Command {
  group: 'found' | 'actions' | 'pages'
  label: string
  /** Where it lies, or what it is. */
  detail?: string
  to: string
  /** Not a page of the console: the browser loads it. */
  outside?: boolean
}

const ACTIONS = [
  { to: '/providers/new', key: 'providers:new.title' },
  { to: '/users/new', key: 'users:new.title' },
  { to: '/error-rules/new', key: 'rules:new.title' },
  { to: '/words/new', key: 'words:new.title' },
  { to: '/words/import', key: 'words:import.title' },
  { to: '/clients/new', key: 'clients:new.title' },
  { to: '/prices/set', key: 'prices:set.title' },
  { to: '/prices/update', key: 'prices:update.title' },
  { to: '/notifications/new', key: 'messages:new.title' },
  { to: '/webhooks/new', key: 'webhooks:new.title' },
  { to: '/error-rules/try', key: 'rules:test.title' },
  { to: '/words/try', key: 'words:test.title' },
  { to: '/jobs/export', key: 'jobs:export.title' },
  { to: '/sign-out-everywhere', key: 'signOutEverywhere.action' },
] as const

const OWN_ACTIONS = [{ to: '/my/keys/new', key: 'users:keys.new.title' }] as const

/** Pages below those of the menu. */
const INNER_PAGES = [
  { to: '/first-steps', key: 'overview:guide.title', in: 'nav.overview' },
  { to: '/sessions/history', key: 'sessions:tabs.history', in: 'nav.sessions' },
  { to: '/prices/missing', key: 'prices:missing.title', in: 'nav.prices' },
  { to: '/webhooks/deliveries', key: 'webhooks:deliveries.title', in: 'nav.webhooks' },
  { to: '/notifications/all', key: 'messages:all.title', in: 'nav.notifications' },
  { to: '/settings/translation', key: 'settings:translation.title', in: 'nav.settings' },
  { to: '/settings/models', key: 'settings:models.title', in: 'nav.settings' },
  { to: '/settings/prices', key: 'prices:title', in: 'nav.settings' },
  { to: '/settings/limits', key: 'settings:limits.title', in: 'nav.settings' },
  { to: '/settings/alerts', key: 'settings:alerts.title', in: 'nav.settings' },
  { to: '/settings/backup', key: 'settings:backup.title', in: 'nav.settings' },
  { to: '/settings/history', key: 'audit:history.title', in: 'nav.settings' },
] as const

/** All that can be done by name, without what has to be searched for. */
export function listCommands(t: Words, member: boolean): Command[] {
  const actions = (member ? OWN_ACTIONS : ACTIONS).map(({ to, key }) => ({
    ...{ group: 'actions' as const, to, label: t(key) },
  }))
  const pages = (member ? OWN_PAGES : PAGES).map(({ to, key }) => ({
    ...{ group: 'pages' as const, to, label: t(key) },
  }))
  const inner = member
    ? []
    : INNER_PAGES.map((page) => ({
        ...{ group: 'pages' as const, to: page.to, label: t(page.key), detail: t(page.in) },
      }))
  const outside = (['swagger', 'scalar'] as const).map((kind) => ({
    ...{ group: 'pages' as const, label: t(`nav.${kind}`), outside: true },
    to: `/api/actions/${kind === 'swagger' ? 'docs' : 'scalar'}`,
  }))
  const preferences = { group: 'pages' as const, to: '/preferences', label: t('preferences.title') }
  return [...pages, ...actions, ...inner, preferences, ...outside]
}

/** Those whose words begin with each word that was typed, or hold it. */
export function matchCommands(commands: readonly Command[], typed: string): Command[] {
  const words = fold(typed).split(/\s+/).filter(Boolean)
  return commands.filter(({ label, detail = '' }) => {
    const text = fold(`${label} ${detail}`)
    return words.every((word) => text.includes(word))
  })
}

/** Without case and accents, as people type. */
const fold = (text: string): string => text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase()

export const commandOf = (found: Found, t: Words): Command => ({
  group: 'found',
  label: found.name,
  detail: t(`palette.kind.${found.kind}`),
  to: found.to,
})
