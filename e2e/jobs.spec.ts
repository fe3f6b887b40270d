import { readFile } from 'node:fs/promises'
import { addProvider, expect, openConsole, sendMessage, test, untilLogged } from './console-fixtures'
import type { Hub } from './start-hub'
import { goTo } from './side-menu'

async function addKey(hub: Hub): Promise<string> {
  const user = await hub.admin('POST', '/users', { name: 'Ada Lovelace' })
  return String((await hub.admin('POST', '/keys', { userId: user.id, name: 'laptop' })).key)
}

test('long work is started, followed and fetched', async ({ admin, hub, upstream, browser }) => {
  await addProvider(hub, 'Anthropic', { baseUrl: upstream.url })
  const key = await addKey(hub)
  await sendMessage(hub, key, 'a-model-without-a-price')
  await sendMessage(hub, key, 'claude-sonnet-4-5')
  const [, unpriced = ''] = await untilLogged(hub, 2)

  await admin.goto(`${hub.url}/requests?model=claude-sonnet-4-5`)
  await admin.getByRole('link', { name: 'Export in the background' }).click()
  await expect(admin.getByText('model: claude-sonnet-4-5')).toBeVisible()
  await admin.getByRole('button', { name: 'Start' }).click()
  await expect(admin.getByText('Requests in the file: 1')).toBeVisible()
  const fetched = admin.waitForEvent('download')
  await admin.getByRole('link', { name: 'Download requests.csv' }).click()
  const text = await readFile(await (await fetched).path(), 'utf8')
  expect(text.trimEnd().split('\r\n')).toHaveLength(2)

  await hub.admin('POST', '/prices/override', {
    model: 'a-model-without-a-price',
    prices: { rates: { input: '3', output: '15' } },
  })
  await admin.goto(`${hub.url}/prices/missing`)
  await admin.getByRole('link', { name: 'Compute missing costs' }).click()
  await admin.getByRole('button', { name: 'Compute' }).click()
  await expect(admin.getByText('Costs computed')).toBeVisible()
  expect((await hub.admin('GET', `/logs/${unpriced}`)).costUsd).not.toBeNull()

  await hub.admin('PATCH', '/settings', { priceSyncUrl: 'http://127.0.0.1:9/prices.json' })
  await admin.goto(`${hub.url}/prices/update`)
  await admin.getByRole('button', { name: 'Fetch in the background' }).click()
  await expect(admin.getByRole('alert')).toContainText('is not a public one')

  await admin.getByRole('link', { name: 'Jobs' }).first().click()
  await expect(admin.getByRole('row')).toHaveCount(4)
  // It follows by itself.
  await hub.admin('POST', '/jobs/log-export', {})
  await expect(admin.getByRole('row')).toHaveCount(5)
  await expect(admin.getByRole('row').nth(1)).toContainText('Done')
  const plain = await openConsole(browser, hub, { javaScriptEnabled: false })
  await plain.goto(`${hub.url}/jobs`)
  await expect(plain.getByRole('row', { name: /Fetching prices/ })).toContainText('Failed')
  await plain.context().close()
})

for (const javaScriptEnabled of [true, false])
  test(`several providers are changed together, JavaScript ${javaScriptEnabled ? 'on' : 'off'}`, async ({
    browser,
    hub,
    upstream,
  }) => {
    for (const name of ['North', 'South', 'West']) await addProvider(hub, name, { baseUrl: upstream.url })
    const page = await openConsole(browser, hub, { javaScriptEnabled })
    await page.goto(`${hub.url}/providers`)
    for (const name of ['North', 'South'])
      await page.getByRole('checkbox', { name: `Choose ${name}` }).check()
    await page.getByRole('button', { name: 'Change the chosen' }).click()
    await expect(page.getByRole('heading', { name: 'Change several providers' })).toBeVisible()
    await expect(page).toHaveURL(/providers\/bulk\?id=/)
    await page.getByLabel('Priority').fill('a lot')
    await page.getByRole('button', { name: 'Show what changes' }).click()
    await expect(page.getByText('Enter a whole number from -1000 to 1000.')).toBeVisible()
    await page.getByLabel('Priority').fill('7')
    await page.getByLabel('Add to groups').fill('premium')
    await page.getByLabel('Enabled').selectOption('Off')
    await page.getByRole('button', { name: 'Show what changes' }).click()
    const preview = page.getByRole('table', { name: 'What changes' })
    await expect(preview.getByRole('row', { name: /North/ })).toContainText('priority')
    await expect(preview.getByRole('row')).toHaveCount(3)
    await page.getByRole('button', { name: 'Apply' }).click()
    await page.waitForURL(`${hub.url}/providers`)
    const { items } = await hub.admin('GET', '/providers')
    const after = (items as { name: string; priority: number; enabled: boolean; groupTags: string[] }[]).map(
      ({ name, priority, enabled, groupTags }) => [name, priority, enabled, groupTags.join()],
    )
    expect(after.sort()).toEqual([
      ['North', 7, false, 'premium'],
      ['South', 7, false, 'premium'],
      ['West', expect.any(Number), true, ''],
    ])
    await page.context().close()
  })

test('a backup is taken and fetched', async ({ admin, hub }) => {
  await admin.goto(`${hub.url}/settings/backup`)
  await admin.getByRole('button', { name: 'Back up now' }).click()
  const fetched = admin.waitForEvent('download')
  await admin.getByRole('link', { name: /Download hub-.*\.db/ }).click()
  const bytes = await readFile(await (await fetched).path())
  expect(bytes.subarray(0, 15).toString()).toBe('SQLite format 3')
  const { items } = await hub.admin('GET', '/audit?action=system.downloadBackup')
  expect(items).toHaveLength(1)
})

test('a developer follows and ends a session of its own', async ({ page, hub, upstream }) => {
  await addProvider(hub, 'Anthropic', { baseUrl: upstream.endlessUrl })
  const key = await addKey(hub)
  const answer = await fetch(`${hub.url}/v1/messages`, {
    method: 'POST',
    headers: { 'x-api-key': key, 'content-type': 'application/json', 'x-session-id': 'kite' },
    body: JSON.stringify({
      model: 'claude-sonnet-4-5',
      max_tokens: 64,
      stream: true,
      messages: [{ role: 'user', content: 'Tell me everything.' }],
    }),
  })
  await page.goto(`${hub.url}/login`)
  await page.getByLabel('Admin token or API key').fill(key)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await goTo(page, 'My sessions')
  await page.getByRole('row', { name: /kite/ }).getByRole('link', { name: 'laptop' }).click()
  await expect(page.getByText('Anthropic')).toHaveCount(0)
  await page.getByRole('link', { name: 'End session' }).click()
  await page.getByRole('button', { name: 'End session' }).click()
  expect(await answer.text()).toContain('ended from the console of this hub')
  await expect(page.getByRole('table', { name: 'Requests' }).getByText('200 cut off')).toBeVisible()
  await page.goto(`${hub.url}/my/sessions/history`)
  await expect(page.getByRole('row', { name: /kite/ })).toContainText('Idle')
})
