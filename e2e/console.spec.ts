import { addProvider, expect, openConsole, test, watchErrors } from './console-fixtures'
import { ADMIN_TOKEN } from './start-hub'
import { UPSTREAM_KEY } from './start-upstream'
import { told } from './told'
import { goTo, openMenu } from './side-menu'

test('an admin signs in, lands where they wanted to go, and signs out', async ({ page, hub }) => {
  const errors = watchErrors(page)
  await page.goto(`${hub.url}/requests?status=error`)
  await expect(page).toHaveURL(/\/login\?returnTo=/)
  await page.getByLabel('Admin token').fill('not-the-token')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByText('This is neither the admin token nor a key of this hub.')).toBeVisible()
  await expect(page.getByLabel('Admin token')).toBeFocused()

  await page.getByLabel('Admin token').fill(ADMIN_TOKEN)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page).toHaveURL(`${hub.url}/requests?status=error`)
  await openMenu(page)
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  await page.goto(`${hub.url}/providers`)
  await expect(page).toHaveURL(/\/login/)
  expect(errors).toEqual([])
})

test('an admin signs everybody out, and no browser goes on', async ({ admin, hub, browser }) => {
  const elsewhere = await openConsole(browser, hub, {})
  await admin.goto(`${hub.url}/settings`)
  await admin.getByRole('link', { name: 'Sign out everywhere' }).click()
  await admin.getByRole('button', { name: 'Sign out everybody' }).click()
  await expect(admin.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  await elsewhere.goto(`${hub.url}/providers`)
  await expect(elsewhere).toHaveURL(/\/login/)
  await elsewhere.getByLabel('Admin token').fill(ADMIN_TOKEN)
  await elsewhere.getByRole('button', { name: 'Sign in' }).click()
  await expect(elsewhere).toHaveURL(`${hub.url}/providers`)
  await elsewhere.context().close()
})

test('a refused form says what is wrong and keeps what was typed', async ({ admin, hub }) => {
  await admin.goto(`${hub.url}/providers/new`)
  await admin.getByLabel('Name').fill('Half done')
  await admin.getByLabel('Weight').fill('500')
  await admin.getByRole('button', { name: 'Add provider' }).click()
  await expect(admin.getByText('Not saved')).toBeVisible()
  await expect(admin.getByLabel('Base URL')).toBeFocused()
  await expect(admin.getByLabel('Weight')).toHaveAccessibleDescription(/whole number from 0 to 100/)
  await expect(admin.getByLabel('Name')).toHaveValue('Half done')
})

test('what is destroyed is asked for first, and the question can be left by keyboard', async ({
  admin,
  hub,
  upstream,
}) => {
  const { id } = await hub.admin('POST', '/providers', {
    name: 'Short-lived',
    type: 'claude',
    baseUrl: upstream.url,
    apiKey: UPSTREAM_KEY,
  })
  await admin.goto(`${hub.url}/providers/${String(id)}`)
  const remove = admin.getByRole('link', { name: 'Remove' })
  await remove.click()
  await expect(admin.getByRole('alertdialog', { name: 'Remove Short-lived?' })).toBeVisible()
  await admin.keyboard.press('Escape')
  await expect(remove).toBeFocused()
  await remove.click()
  await admin.getByRole('button', { name: 'Remove provider' }).click()
  await expect(admin).toHaveURL(`${hub.url}/providers`)
  await expect(admin.getByText('No providers yet')).toBeVisible()
})

test('a provider is switched off and on in its list', async ({ admin, hub, upstream }) => {
  const { id } = await hub.admin('POST', '/providers', {
    name: 'Anthropic',
    type: 'claude',
    baseUrl: upstream.url,
    apiKey: UPSTREAM_KEY,
  })
  await admin.goto(`${hub.url}/providers`)
  const enabled = admin.getByRole('switch', { name: 'Anthropic enabled' })
  await enabled.click()
  await expect(enabled).not.toBeChecked()
  await expect(told(admin, 'Switched off')).toBeVisible()
  await expect.poll(async () => (await hub.admin('GET', `/providers/${String(id)}`)).enabled).toBe(false)
  await enabled.click()
  await expect.poll(async () => (await hub.admin('GET', `/providers/${String(id)}`)).enabled).toBe(true)
})

test(
  'the weight of a provider is changed in its list',
  { tag: '@wide' },
  async ({ admin, hub, upstream, browser }) => {
    const id = await addProvider(hub, 'Anthropic', { baseUrl: upstream.url, weight: 3 })
    const stored = async () => (await hub.admin('GET', `/providers/${id}`)).weight
    await admin.goto(`${hub.url}/providers`)
    const weight = admin.getByLabel('Weight of Anthropic')
    await weight.fill('7')
    await weight.press('Enter')
    await expect(told(admin, 'Provider saved')).toBeVisible()
    expect(await stored()).toBe(7)
    await expect(weight).toBeFocused()
    await weight.fill('700')
    await weight.blur()
    await expect(weight).toHaveAccessibleDescription(/whole number from 0 to 100/)
    await weight.press('Escape')
    await expect(weight).toHaveValue('7')
    await admin.getByLabel('Priority of Anthropic').fill('-2')
    await admin.getByRole('heading', { name: 'Providers' }).click()
    await expect.poll(async () => (await hub.admin('GET', `/providers/${id}`)).priority).toBe(-2)

    const plain = await openConsole(browser, hub, { javaScriptEnabled: false })
    await plain.goto(`${hub.url}/providers`)
    await plain.getByLabel('Weight of Anthropic').fill('many')
    await plain.getByLabel('Weight of Anthropic').press('Enter')
    await plain.getByLabel('Weight').fill('9')
    await plain.getByRole('button', { name: 'Save' }).click()
    await expect(plain).toHaveURL(`${hub.url}/providers`)
    expect(await stored()).toBe(9)
    await plain.context().close()
  },
)

test('appearance and language are kept, and come with the page itself', async ({ admin, hub }) => {
  await goTo(admin, 'Preferences')
  await admin.getByRole('menuitemradio', { name: 'Dark' }).click()
  await expect(admin.locator('html')).toHaveAttribute('data-theme', 'dark')
  await goTo(admin, 'Preferences')
  await admin.getByRole('menuitemradio', { name: '简体中文' }).click()
  await expect(admin.getByRole('heading', { name: '概览' })).toBeVisible()

  const html = await (await admin.request.get(hub.url)).text()
  expect(html).toContain('<html lang="zh-CN" dir="ltr" data-theme="dark">')
  await admin.goto(`${hub.url}/providers`)
  await expect(admin).toHaveTitle('供应商 · Claude Code Hub')
})

test('keyboard users can skip to the content', async ({ admin, hub }) => {
  await admin.goto(`${hub.url}/providers`)
  await admin.keyboard.press('Tab')
  await expect(admin.getByRole('link', { name: 'Skip to content' })).toBeFocused()
  await admin.keyboard.press('Enter')
  await expect(admin.getByRole('main')).toBeFocused()
})

test('a page comes to life under keys that are pressed while it loads', async ({ page, hub }) => {
  const errors = watchErrors(page)
  await page.addInitScript(() => {
    // One key in every task, so that one falls between any two steps of the hydration.
    const { port1, port2 } = new MessageChannel()
    const until = Date.now() + 2_000
    port1.onmessage = () => {
      const key = new KeyboardEvent('keydown', { key: 'Shift', bubbles: true })
      document.querySelector('body')?.dispatchEvent(key)
      if (Date.now() < until) port2.postMessage(null)
    }
    port2.postMessage(null)
  })
  // The first thing that a page does by itself, once it is hydrated, in a browser that was never here.
  const toldTimeZone = page.waitForRequest((request) => request.method() === 'POST')
  await page.goto(`${hub.url}/login`)
  await toldTimeZone
  expect(errors).toEqual([])
})

test('works without JavaScript', async ({ browser, hub, upstream }) => {
  const page = await openConsole(browser, hub, { javaScriptEnabled: false, locale: 'en-GB' })
  await page.goto(`${hub.url}/providers/new`)
  await page.getByLabel('Name').fill('Anthropic')
  await page.getByLabel('Base URL').fill(upstream.url)
  await page.getByLabel('Credential').fill(UPSTREAM_KEY)
  await page.getByRole('button', { name: 'Add provider' }).click()
  await page.getByRole('button', { name: 'Test the connection to Anthropic' }).click()
  await expect(page.getByText('The connection works')).toBeVisible()
  await page.goto(`${hub.url}/users/new`)
  await page.getByRole('button', { name: 'Add user' }).click()
  await expect(page.getByLabel('Name')).toBeFocused()
  await page.getByLabel('Name').fill('Ada')
  await page.getByRole('button', { name: 'Add user' }).click()
  await page.getByRole('link', { name: 'Create key' }).click()
  await page.getByLabel('Name').fill('laptop')
  await page.getByRole('button', { name: 'Create key' }).click()
  await expect(page.getByTestId('new-key')).toHaveText(/^sk-cch-/)
  await page.getByRole('link', { name: 'Done' }).click()
  await page.getByRole('link', { name: 'Revoke laptop' }).click()
  await page.getByRole('button', { name: 'Revoke key' }).click()
  await expect(page.getByText('No keys yet')).toBeVisible()
  await page.goto(`${hub.url}/preferences`)
  await page.getByLabel('Dark').check()
  await page.getByRole('button', { name: 'Save changes' }).click()
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await page.context().close()
})
