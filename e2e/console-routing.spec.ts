import type { Page } from '@playwright/test'
import { addProvider, expect, fillHub, openConsole, sendMessage, test, untilLogged } from './console-fixtures'
import type { Hub } from './start-hub'
import { told } from './told'
import { goTo } from './side-menu'

test('a request tells whom it was given to, why, and what came of it', async ({ admin, hub, upstream }) => {
  const { pages } = await fillHub(hub, upstream)
  await admin.goto(`${hub.url}${pages.request ?? ''}`)
  await expect(admin.getByText('Replays identically')).toBeVisible()
  const attempts = admin.getByRole('region', { name: 'Decision trace' }).locator('ol > li')
  await expect(attempts).toHaveCount(2)
  await expect(attempts.first()).toContainText('Overloaded or down for a while')
  await expect(attempts.first()).toContainText('529')
  await expect(attempts.first().getByRole('link', { name: 'Relay is overloaded' })).toBeVisible()
  await expect(attempts.last()).toContainText('Answered')
  await attempts.last().getByText('2 candidates').click()
  const relay = attempts.last().getByRole('row', { name: /Relay/ })
  await expect(relay).toContainText('It was tried already for this request.')

  await admin.goto(`${hub.url}${pages['request-refused'] ?? ''}`)
  await expect(admin.getByText('No provider was left')).toBeVisible()
  await expect(admin.getByRole('row', { name: /Relay.*do not include/ })).toBeVisible()
})

test('a provider that fails shows its open circuit, and an admin resets it', async ({
  admin,
  hub,
  upstream,
}) => {
  const relay = await addProvider(hub, 'Relay', {
    baseUrl: upstream.brokenUrl,
    circuit: { failureThreshold: 1, openMs: 600_000 },
  })
  await sendMessage(hub, await createKey(hub), 'claude-sonnet-4-5')
  await untilLogged(hub, 1)

  await admin.goto(`${hub.url}/providers`)
  const row = admin.getByRole('row', { name: /Relay/ })
  await expect(row).toContainText('Circuit open')
  await expect(row).toContainText('100% of 1')
  await row.getByRole('link', { name: 'Circuit open' }).click()
  await expect(admin).toHaveURL(`${hub.url}/providers/${relay}/health`)
  await expect(admin.getByText(/\(10\.0m left\)|\(9\.\dm left\)/)).toBeVisible()
  await expect(admin.getByRole('application', { name: /0 answered and 1 failed/ })).toBeVisible()
  await expect(admin.getByRole('cell', { name: 'Circuit opened' })).toBeVisible()

  await admin.getByRole('link', { name: 'Reset' }).click()
  await expect(admin.getByRole('alertdialog', { name: 'Reset the health of Relay?' })).toBeVisible()
  await admin.getByRole('button', { name: 'Reset health' }).click()
  await expect(told(admin, 'Health reset')).toBeVisible()
  await expect(admin.getByRole('main')).not.toContainText('Circuit open until')
  await expect(admin.getByText('Ready', { exact: true })).toBeVisible()
  await expect(admin.getByRole('cell', { name: 'Reset by an admin' })).toBeVisible()
})

test('a provider gets a schedule and a proxy, whose password is not seen again', async ({
  admin,
  hub,
  upstream,
}) => {
  const id = await addProvider(hub, 'Anthropic', { baseUrl: upstream.url })
  await admin.goto(`${hub.url}/providers/${id}`)
  await admin.getByLabel('Failures in a row').fill('3')
  await admin.getByRole('switch', { name: 'Hedge late answers' }).check()
  await admin.getByRole('button', { name: 'Add window' }).click()
  await expect(admin.getByRole('checkbox', { name: 'Mon' })).toBeFocused()
  await admin.getByLabel('From').fill('08:00')
  await admin.getByRole('button', { name: 'Save changes' }).click()
  await expect(admin.getByText('Choose at least one day.')).toBeVisible()
  await admin.getByRole('checkbox', { name: 'Mon' }).check()
  await admin.getByLabel('To', { exact: true }).fill('18:30')
  await admin.getByLabel('Time zone').fill('Europe/Berlin')
  await admin.getByLabel('Proxy URL').fill('http://ada:swordfish@proxy.example:3128')
  await admin.getByRole('button', { name: 'Save changes' }).click()
  await expect(told(admin, 'Provider saved')).toBeVisible()
  await expect(admin.getByText(/Now http:\/\/proxy\.example:3128, with credentials/)).toBeVisible()
  expect(await admin.content()).not.toContain('swordfish')
  expect(await hub.admin('GET', `/providers/${id}`)).toMatchObject({
    circuit: { failureThreshold: 3 },
    hedge: true,
    schedule: { timeZone: 'Europe/Berlin', windows: [{ days: [1], from: '08:00', to: '18:30' }] },
  })

  await admin.getByRole('switch', { name: 'Remove the proxy' }).check()
  await admin.getByRole('button', { name: 'Remove row 1' }).click()
  await admin.getByRole('button', { name: 'Save changes' }).click()
  await expect(admin.getByText('Always: there is no window.')).toBeVisible()
  expect(await hub.admin('GET', `/providers/${id}`)).toMatchObject({ schedule: null, proxy: null })
})

test('redirects are added, ordered and removed', async ({ admin, hub, upstream }) => {
  const id = await addProvider(hub, 'Anthropic', { baseUrl: upstream.url })
  await admin.goto(`${hub.url}/providers/${id}/redirects`)
  await admin.getByRole('button', { name: 'Add rule' }).click()
  await admin.getByLabel('How rule 1 matches').selectOption('pattern')
  await admin.getByLabel('Requested model 1').fill('^claude-(')
  await admin.getByLabel('Model sent 1').fill('claude-$1')
  await admin.getByLabel('Model sent 1').press('Enter')
  await expect(admin.getByText('Not saved')).toBeVisible()
  await expect(admin.getByLabel('Requested model 1')).toBeFocused()
  await admin.getByLabel('Requested model 1').fill('^claude-(.+)$')
  await admin.getByRole('button', { name: 'Add rule' }).click()
  await admin.getByLabel('Requested model 2').fill('opus')
  await admin.getByLabel('Model sent 2').fill('claude-opus-4-5')
  await admin.getByRole('button', { name: 'Move row 2 up' }).press('Enter')
  await expect(admin.getByLabel('Requested model 1')).toHaveValue('opus')
  await expect(admin.getByRole('button', { name: 'Move row 1 down' })).toBeFocused()
  await admin.getByRole('button', { name: 'Save changes' }).click()
  await expect(told(admin, 'Redirects saved')).toBeVisible()
  expect((await hub.admin('GET', `/providers/${id}`)).modelRedirects).toEqual([
    { match: 'exact', from: 'opus', to: 'claude-opus-4-5' },
    { match: 'pattern', from: '^claude-(.+)$', to: 'claude-$1' },
  ])
})

test('an import of redirects is looked at before it is done', async ({ admin, hub, upstream }) => {
  const id = await addProvider(hub, 'Anthropic', {
    baseUrl: upstream.url,
    modelRedirects: { opus: 'claude-opus-4' },
  })
  await admin.goto(`${hub.url}/providers/${id}/redirects`)
  await admin.getByRole('link', { name: 'Import' }).click()
  await admin.getByRole('textbox', { name: 'Rules' }).fill('opus,claude-opus-4-5\nsuffix,-latest,')
  await admin.getByRole('button', { name: 'Preview' }).click()
  await expect(admin.getByText(/Line 2: to: Please fill in this field\./)).toBeVisible()
  await expect(admin.getByRole('button', { name: 'Import now' })).toHaveCount(0)

  const json =
    '[{"from":"opus","to":"claude-opus-4-5"},{"match":"prefix","from":"op","to":"claude-opus-4-5"}]'
  await admin
    .getByLabel('Or a file')
    .setInputFiles({ name: 'rules.json', mimeType: 'application/json', buffer: Buffer.from(json) })
  await admin.getByRole('button', { name: 'Preview' }).click()
  await expect(admin.getByText('1 added, 1 changed, 0 removed, 0 unchanged')).toBeVisible()
  await expect(admin.getByRole('row', { name: /Changed.*before: claude-opus-4/ })).toBeVisible()
  await admin.getByRole('button', { name: 'Import now' }).click()
  await expect(told(admin, 'Redirects imported')).toBeVisible()
  await expect(admin.getByLabel('Requested model 2')).toHaveValue('op')
})

test('an error rule is added, found by the test, and removed', async ({ admin, hub }) => {
  await admin.goto(`${hub.url}/error-rules/new`)
  await admin.getByLabel('Name').fill('Proxy page of the office')
  await admin.getByRole('button', { name: 'Add rule' }).click()
  await expect(admin.getByText(/Name a status, an error type or a pattern/)).toBeVisible()
  await admin.getByLabel(/^Status(?! for)/).fill('9xx')
  await admin.getByRole('button', { name: 'Add rule' }).click()
  await expect(admin.getByText('Enter a status such as 429, 5xx or 500-503.')).toBeVisible()
  await admin.getByLabel(/^Status(?! for)/).fill('502')
  await admin.getByLabel('Body matches').fill('squid')
  await admin.getByLabel('Status for the client').fill('503')
  await admin.getByLabel('Message for the client').fill('The office proxy is down.')
  await admin.getByRole('button', { name: 'Add rule' }).click()
  await expect(told(admin, 'Rule added')).toBeVisible()

  await admin.getByRole('link', { name: 'Test' }).click()
  await admin.getByLabel('Status').fill('502')
  await admin.getByLabel('Body').fill('<html>generated by Squid</html>')
  await admin.getByRole('button', { name: 'Test' }).click()
  await expect(admin.getByRole('link', { name: 'Decided by “Proxy page of the office”' })).toBeVisible()
  await expect(admin.getByText('Client is told 503: The office proxy is down.')).toBeVisible()
  await admin.getByRole('link', { name: 'Decided by “Proxy page of the office”' }).click()
  await admin.getByRole('link', { name: 'Remove' }).click()
  await admin.getByRole('button', { name: 'Remove rule' }).click()
  await expect(told(admin, 'Rule removed')).toBeVisible()
  await expect(admin.getByRole('row', { name: /Proxy page of the office/ })).toHaveCount(0)
})

test('a built-in rule is switched off, and reset', async ({ admin, hub }) => {
  await admin.goto(`${hub.url}/error-rules`)
  const name = 'The conversation is longer than the context (by error code)'
  const row = admin.getByRole('row', { name })
  await row.getByRole('switch').click()
  await expect(row.getByRole('switch')).not.toBeChecked()
  await expect(row.getByText('changed')).toBeVisible()
  await admin.getByRole('link', { name }).click()
  await expect(admin.getByLabel('Name')).toHaveCount(0)
  await admin.getByRole('link', { name: 'Reset' }).click()
  await admin.getByRole('button', { name: 'Reset rule' }).click()
  await expect(told(admin, 'Rule reset')).toBeVisible()
  await expect(row.getByRole('switch')).toBeChecked()
})

test('the simulator says where a request would go, and why', async ({ admin, hub, upstream }) => {
  await addProvider(hub, 'First', { baseUrl: upstream.url, priority: 0, groupTags: ['premium'] })
  await addProvider(hub, 'Second', { baseUrl: upstream.url, priority: 5 })
  await createKey(hub, { providerGroup: 'premium' })
  await admin.goto(hub.url)
  await goTo(admin, 'Routing')
  await expect(admin.getByText('Nothing simulated yet')).toBeVisible()
  await admin.getByLabel('Path').fill('/v1/nowhere')
  await admin.getByRole('button', { name: 'Simulate' }).click()
  await expect(admin.getByText('Is no endpoint of this gateway.')).toBeVisible()
  await admin.getByLabel('Path').fill('/v1/messages')
  await admin.getByLabel('Model').fill('claude-sonnet-4-5')
  await admin.getByRole('button', { name: 'Simulate' }).click()
  await expect(admin.getByText('It goes to First')).toBeVisible()
  await expect(admin.getByRole('row', { name: /Second/ })).toContainText('its priority comes later')
  await expect(admin.getByRole('region', { name: 'If it fails' }).getByRole('listitem')).toHaveText([
    'Second',
  ])

  await admin.getByLabel('Key').selectOption({ label: 'Ada · laptop' })
  await admin.getByRole('button', { name: 'Simulate' }).click()
  await expect(admin.getByRole('row', { name: /Second/ })).toContainText('It is not in the group “premium”.')
  await expect(admin.getByLabel('Key')).toHaveValue(/.+/)
})

test('a key gets a provider group', async ({ admin, hub }) => {
  await createKey(hub)
  await openFirstKey(admin, hub)
  await admin.getByLabel('Provider group').fill('premium')
  await admin.getByRole('button', { name: 'Save changes' }).click()
  await expect(told(admin, 'Key saved')).toBeVisible()
  await openFirstKey(admin, hub)
  await expect(admin.getByLabel('Provider group')).toHaveValue('premium')
})

test('routing works without JavaScript', async ({ browser, hub, upstream }) => {
  const id = await addProvider(hub, 'Anthropic', { baseUrl: upstream.url })
  const page = await openConsole(browser, hub, { javaScriptEnabled: false, locale: 'en-GB' })
  await page.goto(`${hub.url}/providers/${id}/redirects`)
  for (const [row, model] of ['one', 'two'].entries()) {
    await page.getByRole('button', { name: 'Add rule' }).click()
    await page.getByLabel(`Requested model ${row + 1}`).fill(model)
    await page.getByLabel(`Model sent ${row + 1}`).fill('claude-opus-4-5')
  }
  await page.getByRole('button', { name: 'Move row 2 up' }).click()
  await expect(page.getByLabel('Requested model 1')).toHaveValue('two')
  await page.getByRole('button', { name: 'Remove row 2' }).click()
  await page.getByRole('button', { name: 'Save changes' }).click()
  await expect(told(page, 'Redirects saved')).toBeVisible()
  await expect(page.getByLabel(/Requested model/)).toHaveCount(1)

  await page.goto(`${hub.url}/providers/${id}`)
  await page.getByRole('button', { name: 'Add window' }).click()
  await page.getByLabel('Sat').check()
  await page.getByLabel('From').fill('09:00')
  await page.getByLabel('To', { exact: true }).fill('17:00')
  await page.getByRole('button', { name: 'Save changes' }).click()
  await expect(told(page, 'Provider saved')).toBeVisible()
  await page.getByRole('link', { name: 'Health' }).click()
  await page.getByRole('link', { name: 'Reset' }).click()
  await page.getByRole('button', { name: 'Reset health' }).click()
  await expect(told(page, 'Health reset')).toBeVisible()
  await page.goto(`${hub.url}/routing`)
  await page.getByLabel('Time').fill('2026-01-14T12:00')
  await page.getByRole('button', { name: 'Simulate' }).click()
  await expect(page.getByRole('row', { name: /Anthropic/ })).toContainText(
    'It is outside the hours of its schedule.',
  )
  await page.context().close()
})

/** @returns the key itself */
async function createKey(hub: Hub, fields: object = {}): Promise<string> {
  const user = await hub.admin('POST', '/users', { name: 'Ada' })
  const created = await hub.admin('POST', '/keys', { userId: user.id, name: 'laptop', ...fields })
  return String(created.key)
}

async function openFirstKey(page: Page, hub: Hub): Promise<void> {
  await page.goto(`${hub.url}/users`)
  await page.getByRole('link', { name: 'Ada' }).click()
  await page.getByRole('link', { name: 'laptop', exact: true }).click()
}
