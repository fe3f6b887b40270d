import type { Locator, Page } from '@playwright/test'
import { addProvider, expect, fillHub, openConsole, sendMessage, test, untilLogged } from './console-fixtures'
import { findViolations } from './find-violations'

const paletteOf = (page: Page) => page.getByRole('dialog', { name: 'Search or go to' })

/** A page hears keys and fingers once its scripts run. */
const actUntil = (act: () => Promise<void>, isDone: () => Promise<boolean>, seen: Locator) =>
  expect(async () => {
    if (!(await isDone())) await act()
    await expect.poll(isDone, { timeout: 2_000 }).toBe(true)
    await expect(seen).toBeVisible()
  }).toPass({ timeout: 15_000 })
const open = (page: Page, act: () => Promise<void>) =>
  actUntil(act, () => paletteOf(page).isVisible(), paletteOf(page))

test('the palette goes anywhere by name, by keyboard alone', async ({ admin, hub, upstream }) => {
  await fillHub(hub, upstream)
  const [request = ''] = await untilLogged(hub, 3)
  const dialog = paletteOf(admin)
  const field = dialog.getByRole('combobox')
  const chosen = dialog.getByRole('option', { selected: true })
  const go = async (typed: string, option: string | RegExp) => {
    await open(admin, () => admin.keyboard.press('Control+k'))
    await expect(field).toBeFocused()
    await field.fill(typed)
    await expect(chosen).toHaveText(option)
    await field.press('Enter')
    await expect(dialog).toBeHidden()
  }
  await admin.goto(`${hub.url}/settings`)
  await go('provid', 'Providers')
  await expect(admin).toHaveURL(`${hub.url}/providers`)
  await go('add user', 'Add user')
  await expect(admin).toHaveURL(`${hub.url}/users/new`)
  await go('LOVE', /Ada Lovelace.*User/)
  await expect(admin.getByRole('heading', { name: 'Ada Lovelace' })).toBeVisible()
  await go('rela', /Relay.*Provider/)
  await expect(admin.getByRole('heading', { name: 'Relay' })).toBeVisible()
  await go('e2e', /e2e.*Session/)
  await expect(admin).toHaveURL(/\/sessions\//)
  await go(request, /Request/)
  await expect(admin).toHaveURL(`${hub.url}/requests/${request}`)

  await admin.keyboard.press('Control+k')
  await field.fill('sett')
  await field.press('ArrowUp')
  await expect(dialog.getByRole('option').last()).toHaveAttribute('aria-selected', 'true')
  const violations = await findViolations(admin, {}, '[role=dialog]')
  expect(violations.map(({ id }) => id)).toEqual([])
  await field.fill('nothing is called so')
  await expect(dialog.getByText('Nothing is called that.')).toBeVisible()
  await admin.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
})

test('"/" leads to the search of a page, and to the palette where it has none', async ({ admin, hub }) => {
  await admin.goto(`${hub.url}/requests`)
  const search = admin.getByRole('searchbox', { name: 'Model' })
  const isFocused = () => search.evaluate((field) => field === document.activeElement)
  await actUntil(() => admin.keyboard.press('/'), isFocused, search)
  await admin.keyboard.press('/')
  await expect(search).toHaveValue('/')
  await admin.goto(`${hub.url}/providers`)
  await open(admin, () => admin.keyboard.press('/'))
})

test('on a phone the palette is a button; it fits and takes the finger', async ({ browser, hub }) => {
  const phone = await openConsole(browser, hub, { viewport: { width: 390, height: 800 }, hasTouch: true })
  await open(phone, () => phone.getByRole('button', { name: 'Search or go to' }).tap())
  await phone.getByRole('combobox').fill('audit')
  await phone.getByRole('option', { name: 'Audit log' }).tap()
  await expect(phone).toHaveURL(`${hub.url}/audit`)
  await phone.context().close()
})

test('users find their own pages and requests, and nothing else', async ({ page, hub, upstream }) => {
  await addProvider(hub, 'Anthropic', { baseUrl: upstream.url })
  const keys = []
  for (const name of ['Ada', 'Grace']) {
    const user = await hub.admin('POST', '/users', { name })
    keys.push(String((await hub.admin('POST', '/keys', { userId: user.id, name })).key))
  }
  const [own = '', other = ''] = keys
  await sendMessage(hub, own, 'claude-sonnet-4-5', 'kite')
  await untilLogged(hub, 1)
  await sendMessage(hub, other, 'claude-sonnet-4-5', 'boat')
  const [foreignRequest = '', ownRequest = ''] = await untilLogged(hub, 2)
  await page.goto(`${hub.url}/login`)
  await page.getByLabel('Admin token').fill(own)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('heading', { name: 'My usage' })).toBeVisible()
  await open(page, () => page.keyboard.press('Control+k'))
  const field = page.getByRole('combobox')
  for (const hidden of ['Anthropic', 'Grace', 'boat', 'Settings', foreignRequest]) {
    await field.fill(hidden)
    await expect(page.getByText('Nothing is called that.')).toBeVisible()
  }
  await field.fill('kite')
  await expect(page.getByRole('option', { selected: true })).toContainText('Session')
  await field.fill(ownRequest)
  await expect(page.getByRole('option', { selected: true })).toContainText('Request')
  await field.press('Enter')
  await expect(page).toHaveURL(`${hub.url}/my/requests/${ownRequest}`)
})
