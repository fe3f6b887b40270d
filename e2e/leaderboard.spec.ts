import { addProvider, expect, sendMessage, test, untilLogged, watchErrors } from './console-fixtures'
import { told } from './told'
import { goTo } from './side-menu'

test('users see the leaderboard as the admin allows it', async ({ admin, browser, hub, upstream }) => {
  await addProvider(hub, 'Anthropic', { baseUrl: upstream.url })
  const join = async (name: string) => {
    const user = await hub.admin('POST', '/users', { name })
    return String((await hub.admin('POST', '/keys', { userId: user.id, name: 'laptop' })).key)
  }
  const [ada, bob] = [await join('Ada'), await join('Bob')]
  for (const key of [bob, bob, ada]) await sendMessage(hub, key, 'claude-sonnet-4-5')
  await untilLogged(hub, 3)

  await goTo(admin, 'Leaderboard')
  await admin.getByLabel('By').selectOption('Requests')
  await admin.getByRole('button', { name: 'Show' }).click()
  await expect(admin.getByRole('row', { name: /^1 Bob 2/ })).toBeVisible()
  await expect(admin.getByRole('row', { name: /^2 Ada 1/ })).toBeVisible()
  await admin.getByRole('switch', { name: 'Leave out names' }).check()
  await admin.getByRole('button', { name: 'Save changes' }).click()
  await expect(told(admin, 'Settings saved')).toBeVisible()

  const context = await browser.newContext({
    javaScriptEnabled: false,
    viewport: { width: 390, height: 800 },
  })
  const page = await context.newPage()
  const errors = watchErrors(page)
  await page.goto(`${hub.url}/login`)
  await page.getByLabel('Admin token or API key').fill(ada)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.goto(`${hub.url}/leaderboard`)
  await page.getByLabel('By').selectOption('Requests')
  await page.getByRole('button', { name: 'Show' }).click()
  await expect(page.getByRole('row', { name: /^1 Somebody/ })).toBeVisible()
  await expect(page.getByRole('row', { name: /^2 Ada You/ })).toBeVisible()
  await expect(page.getByText('Bob')).toHaveCount(0)

  await admin.getByRole('switch', { name: 'Show it to users' }).uncheck()
  // What the page says of the first time it was saved still stands there.
  const saved = admin.waitForResponse((answer) => answer.request().method() === 'POST')
  await admin.getByRole('button', { name: 'Save changes' }).click()
  await saved
  await expect(admin.getByRole('switch', { name: 'Show it to users' })).not.toBeChecked()
  await page.reload()
  await expect(page.getByText('The leaderboard is switched off')).toBeVisible()
  expect(errors).toEqual([])
  await context.close()
})
