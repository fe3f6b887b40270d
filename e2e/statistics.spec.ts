import { readFile } from 'node:fs/promises'
import { expect, fillHub, openConsole, test } from './console-fixtures'

test('statistics show who asked for how much, by what the reader chooses, and go into a file', async ({
  admin,
  hub,
  upstream,
}) => {
  await admin.goto(`${hub.url}/statistics`)
  await expect(admin.getByText('No requests in this time')).toBeVisible()

  await fillHub(hub, upstream)
  await admin.getByRole('link', { name: 'Overview' }).click()
  await admin.getByRole('link', { name: 'Cost today' }).click()
  await expect(admin).toHaveURL(/\/statistics\?range=today$/)
  await expect(admin.getByRole('img', { name: /Bars of cost/ })).toBeVisible()
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
  await page.getByLabel('Time', { exact: true }).selectOption('Custom')
  await page.getByRole('button', { name: 'Show' }).click()
  await page.getByLabel('From').fill('2020-01-01')
  await page.getByLabel('To', { exact: true }).fill('2020-01-31')
  await page.getByRole('button', { name: 'Show' }).click()
  await expect(page.getByText('No requests in this time')).toBeVisible()
})
