/** Areas of the administration, by the first word of their procedures; `request` is what the gateway itself writes down. */
export const AREAS = [
  'providers',
  'providerBulk',
  'providerRedirects',
  'providerHealth',
  'users',
  'keys',
  'quota',
  'sessions',
  'errorRules',
  'sensitiveWords',
  'clientVersions',
  'prices',
  'notifications',
  'webhooks',
  'settings',
  'request',
] as const

export const FILTERS = ['area', 'actor', 'targetId'] as const
type Filter = (typeof FILTERS)[number]

/** The address's filters as the admin API takes them; what is blank or unknown filters nothing. */
export function auditFilterOf(search: URLSearchParams): {
  action?: string
  actor?: string
  targetId?: string
} {
  const value = (name: Filter) => search.get(name)?.trim() ?? ''
  const area = AREAS.find((each) => each === value('area'))
  return {
    ...(area && { action: `${area}.` }),
    ...(value('actor') && { actor: value('actor') }),
    ...(value('targetId') && { targetId: value('targetId') }),
  }
}
