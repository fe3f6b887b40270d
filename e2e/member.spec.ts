import type { Page } from '@playwright/test'
import { addProvider, expect, sendMessage, test, untilLogged, watchErrors } from './console-fixtures'
import type { Hub } from './start-hub'
import { goTo } from './side-menu'

async function createMember(hub: Hub, name: string, limits: object = {}) {
  const user = await hub.admin('POST', '/users', { name, limits })
  const created = await hub.admin('POST', '/keys', { userId: user.id, name: 'laptop' })
  return { userId: String(user.id), key: String(created.key), keyId: String(created.id) }
}

async function signInWith(page: Page, hub: Hub, key: string): Promise<void> {
  await page.goto(`${hub.url}/login`)
  await page.getByLabel('Admin token or API key').fill(key)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL(`${hub.url}/my`)
}

test('a developer signs in with a key and sees what is its own', async ({ page, hub, upstream }) => {
  const errors = watchErrors(page)
  await addProvider(hub, 'Anthropic', { baseUrl: upstream.url })
  const ada = await createMember(hub, 'Ada', { rpm: 60, usdDay: 5 })
  const bob = await createMember(hub, 'Bob')
  await sendMessage(hub, bob.key, 'claude-sonnet-4-5')
  const [foreign = ''] = await untilLogged(hub, 1)
  await sendMessage(hub, ada.key, 'claude-sonnet-4-5')
  const [own = ''] = await untilLogged(hub, 2)

  await signInWith(page, hub, ada.key)
  await expect(page.getByRole('meter', { name: 'Requests a minute' })).toHaveAttribute(
    'aria-valuetext',
    /1 of 60, 59 left/,
  )
  await expect(page.getByRole('meter', { name: 'USD a day' })).toBeVisible()
  await expect(page.getByText(/resets .* 2\d{3}/)).toBeVisible()
  await expect(page.getByRole('link', { name: 'Providers' })).toHaveCount(0)

  await goTo(page, 'My requests')
  await expect(page.getByRole('row')).toHaveCount(2)
  await page.goto(`${hub.url}/my/requests/${own}`)
  await expect(page.getByText(own)).toBeVisible()
  expect((await page.goto(`${hub.url}/my/requests/${foreign}`))?.status()).toBe(404)
  for (const path of ['/', '/providers', `/requests/${own}`, `/users/${bob.userId}`]) {
    await page.goto(`${hub.url}${path}`)
    await expect(page).toHaveURL(`${hub.url}/my`)
  }

  await hub.admin('PATCH', `/keys/${ada.keyId}`, { enabled: false })
  await page.goto(`${hub.url}/my`)
  await expect(page).toHaveURL(/\/login/)
  expect(errors).toEqual([])
})

for (const javaScriptEnabled of [true, false])
  test(`a developer makes, rotates and revokes keys, JavaScript ${javaScriptEnabled ? 'on' : 'off'}`, async ({
    browser,
    hub,
  }) => {
    const { key } = await createMember(hub, 'Ada', { usdDay: 5 })
    const context = await browser.newContext({ javaScriptEnabled, viewport: { width: 390, height: 800 } })
    const page = await context.newPage()
    await signInWith(page, hub, key)
    await page.goto(`${hub.url}/my/keys`)
    await page.getByRole('link', { name: 'Create key' }).click()
    await page.getByLabel('Name').fill('ci')
    await page.getByLabel('USD a day').fill('6')
    await page.getByRole('button', { name: 'Create key' }).click()
    await expect(page.getByLabel('USD a day')).toHaveAccessibleDescription(/more than the user's own limit/)
    await page.getByLabel('USD a day').fill('4')
    await page.getByRole('button', { name: 'Create key' }).click()
    await expect(page.getByTestId('new-key')).toHaveText(/^sk-cch-/)
    await page.getByRole('link', { name: 'Done' }).click()

    // The session goes on with the key that takes over.
    await page.getByRole('link', { name: 'Rotate laptop' }).click()
    await page.getByLabel('The old key works for (hours)').fill('1000')
    await page.getByRole('button', { name: 'Create the new key' }).click()
    await expect(page.getByLabel('The old key works for (hours)')).toHaveAccessibleDescription(/0 to 720\./)
    await page.getByLabel('The old key works for (hours)').fill('2')
    await page.getByRole('button', { name: 'Create the new key' }).click()
    await expect(page.getByTestId('new-key')).toHaveText(/^sk-cch-/)
    await page.getByRole('link', { name: 'Done' }).click()
    await expect(page.getByText('Replaced')).toBeVisible()
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)

    await page.getByRole('link', { name: 'Revoke ci' }).click()
    await page.getByRole('button', { name: 'Revoke key' }).click()
    await expect(page.getByRole('link', { name: 'Revoke ci' })).toHaveCount(0)
    await context.close()
  })

test('an admin sees a quota and resets it', async ({ admin, hub, upstream }) => {
  await addProvider(hub, 'Anthropic', { baseUrl: upstream.url })
  const { userId, key } = await createMember(hub, 'Ada', { rpm: 2 })
  for (let i = 0; i < 2; i++) await sendMessage(hub, key, 'claude-sonnet-4-5')
  await admin.goto(`${hub.url}/users/${userId}/quota`)
  await expect(admin.getByText('2 of 2')).toBeVisible()
  await admin.getByRole('link', { name: 'Reset now' }).click()
  await admin.getByRole('button', { name: 'Reset limits' }).click()
  await expect(admin.getByText('0 of 2')).toBeVisible()
  expect(await sendMessage(hub, key, 'claude-sonnet-4-5')).toBe(200)
})
