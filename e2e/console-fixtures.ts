import { test as base, expect, type Browser, type BrowserContextOptions, type Page } from '@playwright/test'
import { findChromium } from './find-chromium'
import { ADMIN_TOKEN, startHub, type Hub } from './start-hub'
import { startUpstream, UPSTREAM_KEY, type Upstream } from './start-upstream'

/** The widths the console is held to: desktop, tablet, phone. */
export const WIDTHS = [1280, 820, 390] as const
export const SCHEMES = ['light', 'dark'] as const

interface Fixtures {
  hub: Hub
  upstream: Upstream
  /** A page of the hub, signed in. What it logs as an error fails the test. */
  admin: Page
}

export const test = base.extend<Fixtures>({
  hub: async ({}, use) => {
    const hub = await startHub()
    await use(hub)
    await hub.stop()
  },
  upstream: async ({}, use) => {
    const upstream = await startUpstream()
    await use(upstream)
    await upstream.stop()
  },
  admin: async ({ page, hub }, use) => {
    const errors = watchErrors(page)
    await signIn(page, hub)
    await use(page)
    expect(errors).toEqual([])
  },
})

test.skip(findChromium() === null, 'No Chromium: install it (apt-get install chromium) or set CHROMIUM_PATH')

export { expect }

/** Errors in the page and its console, CSP violations among them. Refused forms answer with 4xx, which Chromium logs; who goes
 * on before the data of a page are there aborts them, which Remix logs. */
export function watchErrors(page: Page): string[] {
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  page.on('console', (message) => {
    const expected = /status of 4\d\d|^AbortError: BodyStreamBuffer was aborted/.test(message.text())
    if (message.type() === 'error' && !expected) errors.push(`${page.url()}: ${message.text()}`)
  })
  return errors
}

export async function signIn(page: Page, hub: Hub): Promise<void> {
  await page.goto(`${hub.url}/login`)
  await page.getByLabel('Admin token').fill(ADMIN_TOKEN)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL(`${hub.url}/`)
}

/** A signed-in page with another screen, scheme or without JavaScript. */
export async function openConsole(browser: Browser, hub: Hub, options: BrowserContextOptions): Promise<Page> {
  const context = await browser.newContext(options)
  const page = await context.newPage()
  await signIn(page, hub)
  return page
}

/** As the preferences page does it, for the page's own cookies. */
export async function chooseLanguage(page: Page, hub: Hub, language: string): Promise<void> {
  const answer = await page.request.post(`${hub.url}/preferences`, {
    form: { language },
    headers: { origin: hub.url },
  })
  expect(answer.ok()).toBe(true)
}

/** Addresses of pages that show something. */
export interface Filled {
  key: string
  pages: Record<string, string>
}

/** Give a hub two providers, a user, a key, a rule and three requests: one that has to be translated, one that fails over,
 * as the first provider is overloaded, and one that nobody may serve. */
export async function fillHub(hub: Hub, upstream: Upstream): Promise<Filled> {
  const provider = await hub.admin('POST', '/providers', {
    name: 'Anthropic',
    type: 'claude',
    baseUrl: upstream.url,
    apiKey: UPSTREAM_KEY,
    groupTags: ['premium'],
    modelRedirects: [
      { match: 'exact', from: 'claude-opus-4', to: 'claude-opus-4-5' },
      { match: 'pattern', from: '^claude-3-(.+)$', to: 'claude-$1-4-5' },
    ],
    schedule: {
      timeZone: 'Europe/Berlin',
      windows: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '00:00' }],
    },
  })
  const relay = await addProvider(hub, 'Relay', { baseUrl: upstream.brokenUrl, priority: -1 })
  await hub.admin('POST', `/providers/${relay}/test`)
  const rule = await hub.admin('POST', '/error-rules', {
    name: 'Relay is overloaded',
    conditions: { statuses: ['529'], errorTypes: ['overloaded_error'] },
    retry: true,
    switchProvider: true,
    breaker: true,
  })
  const user = await hub.admin('POST', '/users', {
    name: 'Ada Lovelace',
    tags: ['core'],
    limits: { rpm: 60 },
  })
  const created = await hub.admin('POST', '/keys', { userId: user.id, name: 'laptop' })
  const key = String(created.key)
  await sendChat(hub, key)
  await sendMessage(hub, key, 'claude-sonnet-4-5', 'e2e')
  for (const id of [provider.id, relay])
    await hub.admin('PATCH', `/providers/${String(id)}`, { allowedModels: ['claude-sonnet-*'] })
  await sendMessage(hub, key, 'a-model-nobody-serves')
  await hub.admin('PATCH', '/settings', { maxAttempts: 4, sessionTtlMs: 600_000 })
  const history = await hub.admin('GET', '/settings/history')
  const revision = String((history.items as { id: string }[]).at(-1)?.id)
  await hub.admin('PATCH', '/settings', { maxAttempts: 3 })
  const message = await hub.admin('POST', '/notifications', {
    title: 'Maintenance tonight',
    body: 'From 22:00 to 22:30.',
    level: 'warning',
  })
  const webhook = await hub.admin('POST', '/webhooks', {
    name: 'Operations',
    kind: 'generic',
    url: `${upstream.url}/hook`,
    secret: 'a-long-random-text',
  })
  const [refused = '', request = '', translated = ''] = await untilLogged(hub, 3)
  await hub.admin('POST', '/system/backups')
  const computed = await hub.admin('POST', '/jobs/cost-recompute', {})
  const job = await hub.admin('POST', '/jobs/log-export', {})
  const userPath = `/users/${String(user.id)}`
  const providerPath = `/providers/${String(provider.id)}`
  const sessionPath = `/sessions/${encodeURIComponent(`${String(created.id)}:e2e`)}`
  return {
    key,
    pages: {
      overview: '/',
      providers: '/providers',
      'provider-new': '/providers/new',
      'providers-bulk': `/providers/bulk?id=${String(provider.id)}&id=${relay}`,
      provider: providerPath,
      'provider-health': `/providers/${relay}/health`,
      'provider-reset': `/providers/${relay}/reset`,
      'provider-redirects': `${providerPath}/redirects`,
      'provider-import': `${providerPath}/redirects/import`,
      'provider-remove': `${providerPath}/remove`,
      users: '/users',
      'user-new': '/users/new',
      user: userPath,
      'user-quota': `${userPath}/quota`,
      'user-settings': `${userPath}/settings`,
      'user-setup': `${userPath}/setup`,
      'key-new': `${userPath}/keys/new`,
      key: `${userPath}/keys/${String(created.id)}`,
      'key-rotate': `${userPath}/keys/${String(created.id)}/rotate`,
      sessions: '/sessions',
      'sessions-history': '/sessions/history',
      session: sessionPath,
      'session-terminate': `${sessionPath}/terminate`,
      requests: '/requests',
      'requests-filtered': '/requests?status=error&range=24h',
      request: `/requests/${request}`,
      'request-refused': `/requests/${refused}`,
      'request-translated': `/requests/${translated}`,
      statistics: '/statistics?measure=requests',
      leaderboard: '/leaderboard?rank=requests',
      'statistics-today': '/statistics?range=today&by=model&measure=tokens',
      'statistics-custom': '/statistics?range=custom&from=2020-01-01&to=2020-01-31',
      routing: '/routing',
      'routing-result': '/routing?dialect=claude&model=claude-sonnet-4-5',
      'routing-none': '/routing?dialect=claude&model=a-model-nobody-serves',
      'routing-translated': '/routing?dialect=openai-chat&model=gpt-5',
      translate: '/translate',
      'translate-request': '/translate?example=claude',
      'error-rules': '/error-rules',
      'error-rules-try': '/error-rules/try',
      'error-rule-new': '/error-rules/new',
      'error-rule': `/error-rules/${String(rule.id)}`,
      'error-rule-builtin': '/error-rules/builtin-context-length',
      'error-rule-remove': `/error-rules/${String(rule.id)}/remove`,
      words: '/words',
      'words-import': '/words/import',
      'words-try': '/words/try',
      'word-new': '/words/new',
      clients: '/clients',
      'client-new': '/clients/new',
      prices: '/prices',
      price: '/prices/model?model=claude-opus-4-6',
      'price-set': '/prices/set?model=gpt-5.4',
      'price-end': '/prices/model/end?model=gpt-5',
      'prices-missing': '/prices/missing',
      'prices-update': '/prices/update',
      jobs: '/jobs',
      job: `/jobs/${String(job.id)}`,
      'job-costs': `/jobs/${String(computed.id)}`,
      'job-cancel': `/jobs/${String(job.id)}/cancel`,
      'job-export': '/jobs/export?status=error',
      'job-recompute': '/jobs/recompute',
      notifications: '/notifications',
      'notifications-all': '/notifications/all',
      'notification-new': '/notifications/new',
      'notification-remove': `/notifications/${String(message.id)}/remove`,
      webhooks: '/webhooks',
      deliveries: '/webhooks/deliveries',
      'webhook-new': '/webhooks/new',
      webhook: `/webhooks/${String(webhook.id)}`,
      'webhook-sample': `/webhooks/${String(webhook.id)}/sample`,
      'webhook-remove': `/webhooks/${String(webhook.id)}/remove`,
      'settings-alerts': '/settings/alerts',
      settings: '/settings',
      'settings-translation': '/settings/translation',
      'settings-models': '/settings/models',
      'settings-prices': '/settings/prices',
      'settings-limits': '/settings/limits',
      'settings-backup': '/settings/backup',
      'settings-history': '/settings/history',
      'settings-back': `/settings/history/${revision}`,
      audit: '/audit?verify=now',
      'settings-restore': '/settings/models/restore',
      preferences: '/preferences',
      'first-steps': '/first-steps',
      'sign-out-everywhere': '/sign-out-everywhere',
      'provider-rank': `${providerPath}/rank`,
      'not-found': '/nowhere',
    },
  }
}

export async function sendMessage(hub: Hub, key: string, model: string, session?: string): Promise<number> {
  const answer = await fetch(`${hub.url}/v1/messages`, {
    method: 'POST',
    headers: {
      'x-api-key': key,
      'anthropic-version': '2023-06-01',
      'content-type': 'application/json',
      ...(session !== undefined && { 'x-session-id': session }),
    },
    body: JSON.stringify({ model, max_tokens: 64, messages: [{ role: 'user', content: 'Hello' }] }),
  })
  await answer.arrayBuffer()
  return answer.status
}

/** A request of OpenAI's protocol with a word that Anthropic's does not have, and a tool call that was interrupted. */
export async function sendChat(hub: Hub, key: string): Promise<Response> {
  const call = { id: 'call_1', type: 'function', function: { name: 'ls', arguments: '{}' } }
  return fetch(`${hub.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      model: 'gpt-5',
      seed: 7,
      messages: [
        { role: 'user', content: 'Which files are there?' },
        { role: 'assistant', content: null, tool_calls: [call] },
        { role: 'user', content: 'Go on.' },
      ],
      tools: [{ type: 'function', function: { name: 'ls', parameters: { type: 'object' } } }],
    }),
  })
}

/** Add an Anthropic provider of the simulated upstream. @returns its id */
export async function addProvider(
  hub: Hub,
  name: string,
  fields: { baseUrl: string; [field: string]: unknown },
): Promise<string> {
  const provider = await hub.admin('POST', '/providers', {
    name,
    type: 'claude',
    apiKey: UPSTREAM_KEY,
    ...fields,
  })
  return String(provider.id)
}

/** Rows are written in batches, a moment after their answers.
 * @returns their ids, newest first */
export async function untilLogged(hub: Hub, count: number): Promise<string[]> {
  let ids: string[] = []
  await expect
    .poll(async () => {
      const { items } = await hub.admin('GET', '/logs')
      ids = Array.isArray(items) ? items.map((item: { id: unknown }) => String(item.id)) : []
      return ids.length
    })
    .toBe(count)
  return ids
}
