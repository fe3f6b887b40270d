export interface OpenApiTag {
  name: string
  description: string
  /** Operation id of the call that shows best what the tag is for. */
  show: string
}

/** What the operations of the admin API are sorted by, in the order in which its documentation shows them. */
export const OPENAPI_TAGS: readonly OpenApiTag[] = [
  { name: 'auth', description: 'Who a credential belongs to.', show: 'auth-check' },
  { name: 'overview', description: 'The state of the hub at a glance.', show: 'overview-get' },
  {
    name: 'providers',
    description: 'Upstream accounts: their settings, health, limits, redirects and connection tests.',
    show: 'providers-create',
  },
  {
    name: 'users',
    description: 'People and teams that own keys, with their limits and what is left of them.',
    show: 'users-create',
  },
  {
    name: 'keys',
    description: 'API keys of users. A key is shown once, in the answer that makes it.',
    show: 'keys-create',
  },
  {
    name: 'sessions',
    description: 'Conversations: what they have under way, what they have done, and how to end them.',
    show: 'sessions-list',
  },
  { name: 'logs', description: 'The request log: one row a request, without bodies.', show: 'logs-list' },
  {
    name: 'statistics',
    description: 'Requests, tokens and cost, from sums that are kept as requests end.',
    show: 'statistics-get',
  },
  { name: 'leaderboard', description: 'Who uses the hub most.', show: 'leaderboard-get' },
  {
    name: 'routing',
    description: 'How requests find their provider: simulate one before it is sent.',
    show: 'routing-simulate',
  },
  {
    name: 'translate',
    description: 'What a message becomes in another protocol.',
    show: 'translate-message',
  },
  {
    name: 'error-rules',
    description: 'What is done about errors of providers, and what clients are told.',
    show: 'errorRules-create',
  },
  {
    name: 'sensitive-words',
    description: 'Words and patterns that requests may not say.',
    show: 'sensitiveWords-create',
  },
  {
    name: 'client-versions',
    description: 'The least versions of client programs, and which are in use.',
    show: 'clientVersions-create',
  },
  {
    name: 'prices',
    description: 'Prices of models in versions, by hand or from the table of LiteLLM.',
    show: 'prices-override',
  },
  {
    name: 'jobs',
    description: 'Long work: started, watched, cancelled, and asked for what came of it.',
    show: 'jobs-exportLogs',
  },
  {
    name: 'settings',
    description: 'Settings of the hub. A change is in force on all instances within a second.',
    show: 'settings-update',
  },
  {
    name: 'audit',
    description: 'Who changed what, when and from where; nothing of it can be changed unnoticed.',
    show: 'audit-list',
  },
  {
    name: 'notifications',
    description: 'Messages to users and admins: inboxes, and what was ever written.',
    show: 'notifications-create',
  },
  {
    name: 'webhooks',
    description: 'Where events are sent, and what became of what was sent.',
    show: 'webhooks-create',
  },
  {
    name: 'system',
    description: 'The hub itself: what it is, how it is, and copies of its database.',
    show: 'system-backUp',
  },
  { name: 'email', description: 'The password for e-mail, and a test.', show: 'email-test' },
]
