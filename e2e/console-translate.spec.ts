import type { Page } from '@playwright/test'
import { addProvider, expect, openConsole, sendChat, test, untilLogged } from './console-fixtures'
import type { Hub } from './start-hub'
import { goTo } from './side-menu'

test('a request is translated into the other three protocols', { tag: '@wide' }, async ({ admin, hub }) => {
  await admin.goto(hub.url)
  await goTo(admin, 'Translate')
  await expect(admin.getByText('Nothing translated yet')).toBeVisible()
  const body = admin.getByLabel('Body')
  await body.fill('{\n  "model": "claude-haiku-4-5",\n}')
  await admin.getByRole('button', { name: 'Translate' }).click()
  await expect(body).toBeFocused()
  await expect(body).toHaveAccessibleDescription(/not JSON: look at line 3, column 1\./)
  await body.fill('{"model": "claude-haiku-4-5", "messages": "none"}')
  await admin.getByRole('button', { name: 'Format' }).click()
  await expect(body).toHaveValue('{\n  "model": "claude-haiku-4-5",\n  "messages": "none"\n}')
  await expect(body).not.toHaveAccessibleDescription(/not JSON/)
  await admin.getByRole('button', { name: 'Translate' }).click()
  await expect(body).toHaveAccessibleDescription(/Is no request of this protocol: messages: expected/)

  await body.fill(JSON.stringify({ ...MESSAGE, top_k: 3 }))
  await admin.getByLabel('Model').fill('claude-haiku-4-5')
  await admin.getByRole('button', { name: 'Translate' }).click()
  const panels = admin.getByRole('tabpanel')
  await expect(panels).toHaveCount(3)
  await expect(admin.getByText('Said in 3 protocols · 2 warnings')).toBeInViewport()
  const [chat, responses, gemini] = [panels.nth(0), panels.nth(1), panels.nth(2)]
  await expect(chat).toContainText('/v1/chat/completions')
  await expect(chat).toContainText('dropped_top_k')
  await expect(responses).toContainText('"model": "gpt-5-mini"')
  await expect(gemini).toContainText('/v1beta/models/gemini-2.5-flash:generateContent')
  await expect(gemini).toContainText('Nothing was left out')
  await gemini.getByRole('button', { name: /^Copy/ }).click()
  await expect(gemini.getByRole('button', { name: /^Copied/ })).toBeVisible()
})

test('what another protocol cannot say is told for that one alone', async ({ admin, hub }) => {
  await admin.goto(`${hub.url}/translate`)
  await admin.getByLabel('Protocol', { exact: true }).selectOption('codex-responses')
  await admin
    .getByLabel('Body')
    .fill('{"model": "gpt-5", "previous_response_id": "resp_1", "input": "Go on"}')
  await admin.getByRole('button', { name: 'Translate' }).click()
  await expect(admin.getByText('It cannot be said in this protocol')).toHaveCount(3)
  await expect(admin.getByText('Not possible in 3')).toBeVisible()
  await expect(admin.getByText(/told 400: previous_response_id/).first()).toBeVisible()
})

test('an example fills the form, and shows its tabs on a phone', async ({ admin, hub }) => {
  await admin.setViewportSize({ width: 390, height: 844 })
  await admin.goto(`${hub.url}/translate`)
  await admin.getByRole('group', { name: 'Example answers' }).getByRole('link', { name: 'Gemini' }).click()
  await expect(admin.getByLabel('Kind')).toHaveValue('response')
  await expect(admin.getByLabel('Body')).toHaveValue(/"candidates"/)
  await expect(admin.getByRole('tabpanel')).toHaveCount(1)
  await expect(admin.getByRole('tabpanel')).toContainText('"stop_reason": "tool_use"')
  await admin.getByRole('tab', { name: 'Anthropic Messages' }).focus()
  await admin.keyboard.press('ArrowRight')
  await expect(admin.getByRole('tab', { name: 'OpenAI Chat Completions' })).toBeFocused()
  await expect(admin.getByRole('tabpanel')).toContainText('"finish_reason": "tool_calls"')
})

test('translates without JavaScript, all three below one another', async ({ browser, hub }) => {
  const page = await openConsole(browser, hub, {
    javaScriptEnabled: false,
    locale: 'en-GB',
    viewport: { width: 390, height: 844 },
  })
  await page.goto(`${hub.url}/translate`)
  await page.getByLabel('Body').fill(JSON.stringify(MESSAGE))
  await page.getByRole('button', { name: 'Translate' }).click()
  await expect(page.getByRole('heading', { level: 3 })).toHaveText([
    'OpenAI Chat Completions',
    'OpenAI Responses',
    'Gemini',
  ])
  await expect(page.getByText('/v1/responses', { exact: true })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Format' })).toBeHidden()
  await page.context().close()
})

test('a request that was translated says so, with what was lost and mended', async ({
  admin,
  hub,
  upstream,
}) => {
  await addProvider(hub, 'Anthropic', { baseUrl: upstream.url })
  const user = await hub.admin('POST', '/users', { name: 'Ada' })
  const created = await hub.admin('POST', '/keys', { userId: user.id, name: 'laptop' })
  const answer = await sendChat(hub, String(created.key))
  expect(await answer.json()).toMatchObject({ object: 'chat.completion' })
  await untilLogged(hub, 1)

  await admin.goto(`${hub.url}/requests`)
  const title = 'Translated: OpenAI Chat Completions to Anthropic Messages'
  await expect(row(admin).getByTitle(title)).toBeVisible()
  await row(admin).getByRole('link').click()
  await expect(admin.getByRole('heading', { level: 1 }).getByTitle(title)).toBeVisible()
  const attempt = admin.getByRole('region', { name: 'Decision trace' }).locator('ol > li')
  await expect(attempt).toContainText('OpenAI Chat Completions to Anthropic Messages')
  await expect(attempt).toContainText('dropped_seed')
  await expect(attempt).toContainText('A tool call without a result got one that says so.')
})

test('the simulator says who would be asked in translation', async ({ admin, hub, upstream }) => {
  await addProvider(hub, 'Translated', { baseUrl: upstream.url, priority: -5 })
  await addProvider(hub, 'Native', { baseUrl: upstream.url, type: 'openai-compatible' })
  await simulateChat(admin, hub)
  await expect(admin.getByText('It goes to Native')).toBeVisible()
  const translated = admin.getByRole('row', { name: /Translated/ })
  await expect(translated).toContainText('Could serve it, but only translated')
  await expect(translated).toContainText('claude-sonnet-4-5')
})

const MESSAGE = {
  model: 'claude-sonnet-4-5',
  max_tokens: 64,
  messages: [{ role: 'user', content: 'Hello' }],
}

const row = (page: Page) => page.locator('tbody tr')

const simulateChat = (page: Page, hub: Hub) => page.goto(`${hub.url}/routing?dialect=openai-chat&model=gpt-5`)
