import { readFile } from 'node:fs/promises'
import { expect, fillHub, openConsole, test } from './console-fixtures'
import { goTo } from './side-menu'

test('statistics show who asked for how much, by what the reader chooses, and go into a file', async ({
  admin,
  hub,
  upstream,
}) => {
  await admin.goto(`${hub.url}/statistics`)
  await expect(admin.getByText('No requests in this time')).toBeVisible()

  await fillHub(hub, upstream)
  await goTo(admin, 'Overview')
  await admin.getByRole('link', { name: 'Cost today' }).click()
  await expect(admin).toHaveURL(/\/statistics\?range=today$/)
  await expect(admin.getByRole('application', { name: /Bars of cost/ })).toBeVisible()
  const list = admin.getByRole('table', { name: /^Top (?:users|providers)$/ })
  await expect(list.getByRole('row', { name: /^Ada Lovelace/ })).toContainText('3')

  await admin.getByLabel('Measure').selectOption('Requests')
  await admin.getByLabel('By', { exact: true }).selectOption('Provider')
  await admin.getByLabel('Time', { exact: true }).selectOption('Custom')
  await expect(admin.getByLabel('From')).toHaveValue(/^\d{4}-\d\d-\d\d$/)
  await admin.getByRole('button', { name: 'Show' }).click()
  await expect(list.getByRole('row', { name: /^Anthropic/ })).toContainText('2')
  await expect(list.getByRole('row', { name: /^No provider/ })).toContainText('1')
  await admin.locator('summary', { hasText: 'The bars as a table' }).click()
  await expect(admin.getByRole('table', { name: 'The bars as a table' }).getByRole('row')).toHaveCount(2)

  const chart = admin.getByRole('application', { name: /Bars of requests: 3 in all/ })
  const pointed = admin.getByRole('figure').getByRole('status')
  await expect(pointed).toBeHidden()
  await chart.locator('.recharts-rectangle').first().hover()
  await expect(pointed).toContainText('Anthropic2')
  await admin.mouse.move(0, 0)
  await expect(pointed).toBeHidden()
  await chart.focus()
  await expect(pointed).toContainText(/00:00/)
  await chart.press('ArrowRight')
  await expect(pointed).toContainText(/01:00/)

  const download = admin.waitForEvent('download')
  await admin.getByRole('link', { name: 'CSV' }).click()
  const file = await download
  expect(file.suggestedFilename()).toMatch(/^statistics-.*\.csv$/)
  expect(await readFile(await file.path(), 'utf8')).toMatch(/,Anthropic,,2,0,/)
})

test('statistics work without JavaScript', async ({ browser, hub, upstream }) => {
  await fillHub(hub, upstream)
  const page = await openConsole(browser, hub, { javaScriptEnabled: false })
  await page.goto(`${hub.url}/statistics`)
  await expect(page.getByText(/^Bars of cost: \$\S+ in all/)).toBeVisible()
  await expect(page.locator('[aria-busy]')).toBeHidden()
  await page.locator('summary', { hasText: 'The bars as a table' }).click()
  await expect(page.getByRole('table', { name: 'The bars as a table' })).toBeVisible()
  await page.getByLabel('Time', { exact: true }).selectOption('Custom')
  await page.getByRole('button', { name: 'Show' }).click()
  await page.getByLabel('From').fill('2020-01-01')
  await page.getByLabel('To', { exact: true }).fill('2020-01-31')
  await page.getByRole('button', { name: 'Show' }).click()
  await expect(page.getByText('No requests in this time')).toBeVisible()
})

test('a chart that cannot be fetched leaves the page and its table', async ({ browser, hub, upstream }) => {
  await fillHub(hub, upstream)
  const page = await openConsole(browser, hub, {})
  let answer = (): void => undefined
  const asked = new Promise<void>((resolve) => (answer = resolve))
  await page.route('**/bar-drawing*', async (route) => {
    await asked
    await route.abort()
  })
  await page.goto(`${hub.url}/statistics`)
  const figure = page.getByRole('figure')
  await expect(figure.locator('[aria-busy=true]')).toBeVisible()
  const before = await figure.boundingBox()
  answer()
  await expect(figure.getByText('The chart could not be loaded.')).toBeVisible()
  await page.unroute('**/bar-drawing*')
  await page.reload()
  await expect(figure.getByRole('application')).toBeVisible()
  expect(await figure.boundingBox()).toEqual(before)
})
