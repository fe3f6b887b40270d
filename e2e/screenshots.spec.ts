import type { BrowserContextOptions, Page } from '@playwright/test'
import {
  addProvider,
  chooseLanguage,
  expect,
  fillHub,
  openConsole,
  SCHEMES,
  sendMessage,
  test,
} from './console-fixtures'
import type { Hub } from './start-hub'
import type { Upstream } from './start-upstream'

/** Not tests: pictures for looking at, of every page in test-results/screenshots, and those of the README. */
const DIRECTORY = 'test-results/screenshots'
const README_DIRECTORY = 'e2e/pictures'
const LONG_MS = 900_000

for (const language of ['en', 'ar'])
  for (const width of [1280, 390])
    for (const colorScheme of SCHEMES)
      test(`pictures of every page: ${language}, ${String(width)} px, ${colorScheme}`, async ({
        browser,
        hub,
        upstream,
      }) => {
        test.setTimeout(LONG_MS)
        const look = { viewport: { width, height: 900 }, colorScheme }
        const picture = (page: Page, name: string) =>
          page.screenshot({
            path: `${DIRECTORY}/${language}-${String(width)}-${colorScheme}-${name}.png`,
            fullPage: true,
          })
        const page = await open(browser, hub, look, language)
        await page.goto(hub.url, { waitUntil: 'load' })
        await picture(page, 'first-run')
        const { pages } = await fillHub(hub, upstream)
        for (const [name, path] of Object.entries(pages)) {
          await page.goto(`${hub.url}${path}`, { waitUntil: 'load' })
          await expect(page.locator('[aria-busy=true]')).toHaveCount(0)
          await picture(page, name)
        }
        await page.keyboard.press('Control+k')
        await page.getByRole('combobox').waitFor()
        await picture(page, 'palette')
        await page.getByRole('combobox').press('Escape')
        await page.context().clearCookies({ name: 'cch_session' })
        await page.goto(`${hub.url}/login`)
        await picture(page, 'login')
        await page.context().close()
      })

test('pictures of the README', async ({ browser, hub, upstream }) => {
  test.setTimeout(LONG_MS)
  const { pages } = await fillHub(hub, upstream)
  const stop = await makeBusy(hub, upstream)
  const look = {
    viewport: { width: 1280, height: 860 },
    colorScheme: 'light' as const,
    deviceScaleFactor: 1.5,
  }
  const page = await open(browser, hub, look, 'en')
  await page.goto(hub.url)
  await expect(page.getByText('Live', { exact: true })).toBeVisible()
  await page.screenshot({ path: `${README_DIRECTORY}/overview.png` })
  await page.goto(`${hub.url}${pages.request ?? ''}`, { waitUntil: 'load' })
  await page.screenshot({ path: `${README_DIRECTORY}/request.png` })
  await page.context().close()
  await stop()
})

async function open(
  browser: Parameters<typeof openConsole>[0],
  hub: Hub,
  look: BrowserContextOptions,
  language: string,
): Promise<Page> {
  const page = await openConsole(browser, hub, look)
  await chooseLanguage(page, hub, language)
  return page
}

/** A few people at work: answers that stream on, and others that came.
 * @returns what ends them */
async function makeBusy(hub: Hub, upstream: Upstream): Promise<() => Promise<void>> {
  await addProvider(hub, 'OpenAI', { type: 'openai-compatible', baseUrl: upstream.url, priority: 5 })
  const endless = await addProvider(hub, 'Anthropic (EU)', { baseUrl: upstream.endlessUrl, priority: -5 })
  await hub.admin('PATCH', `/providers/${endless}`, { allowedModels: ['claude-opus-*'] })
  const gone = new AbortController()
  for (const name of ['Grace Hopper', 'Edsger Dijkstra', 'Barbara Liskov']) {
    const user = await hub.admin('POST', '/users', { name, tags: ['core'] })
    const key = String((await hub.admin('POST', '/keys', { userId: user.id, name: 'laptop' })).key)
    for (let turn = 0; turn < 6; turn += 1)
      await sendMessage(hub, key, 'claude-sonnet-4-5', `${name} ${String(turn % 2)}`)
    const answer = await fetch(`${hub.url}/v1/messages`, {
      method: 'POST',
      signal: gone.signal,
      headers: { 'x-api-key': key, 'content-type': 'application/json', 'x-session-id': name },
      body: JSON.stringify({
        model: 'claude-opus-4-5',
        max_tokens: 64,
        stream: true,
        messages: [{ role: 'user', content: 'Tell me everything.' }],
      }),
    })
    void answer.text().catch(() => undefined)
  }
  await expect.poll(async () => ((await hub.admin('GET', '/logs')).items as unknown[]).length).toBe(21)
  return () => {
    gone.abort()
    return Promise.resolve()
  }
}
