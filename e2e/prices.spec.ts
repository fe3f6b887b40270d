import { Buffer } from 'node:buffer'
import { expect, openConsole, test } from './console-fixtures'
import { told } from './told'
import { goTo } from './side-menu'

const entry = (input: number) => ({ mode: 'chat', input_cost_per_token: input, output_cost_per_token: 1e-5 })

test('a price is set by hand, planned, taken back and ended', async ({ admin, hub }) => {
  await admin.goto(hub.url)
  await goTo(admin, 'Prices')
  await admin.getByRole('searchbox', { name: 'Model' }).fill('claude-opus-4-6')
  await admin.getByRole('button', { name: 'Find' }).click()
  await admin.getByRole('link', { name: 'claude-opus-4-6', exact: true }).click()
  await expect(admin.getByRole('heading', { level: 1, name: 'claude-opus-4-6' })).toBeVisible()
  await expect(admin.getByText('Shipped with the hub').first()).toBeVisible()

  await admin.getByRole('link', { name: 'Change by hand' }).click()
  const input = admin.getByLabel('Input', { exact: true })
  await expect(input).toHaveValue('5')
  await input.fill('many')
  await admin.getByLabel('Output').fill('')
  await admin.getByRole('button', { name: 'Set price' }).click()
  await expect(input).toBeFocused()
  await expect(input).toHaveAccessibleDescription(/at most six decimals/)
  await expect(admin.getByLabel('Output')).toHaveAccessibleDescription(/Please fill in this field\./)
  await input.fill('7.5')
  await admin.getByLabel('Output').fill('30')
  await admin.getByRole('button', { name: 'Set price' }).click()
  await expect(told(admin, 'Price set')).toBeVisible()
  await expect(admin.getByRole('row', { name: /^Input/ })).toContainText('$7.50')

  await admin.getByRole('link', { name: 'Change by hand' }).click()
  await admin.getByLabel('Valid from').fill('2099-01-01T00:00')
  await admin.getByRole('button', { name: 'Set price' }).click()
  await expect(admin.getByText('Planned', { exact: true })).toBeVisible()
  await admin.getByRole('link', { name: 'Take back' }).first().click()
  await admin.getByRole('button', { name: 'Take back' }).click()
  await expect(told(admin, 'Planned price taken back')).toBeVisible()

  await admin.getByRole('link', { name: 'End', exact: true }).click()
  await admin.getByRole('button', { name: 'End it' }).click()
  await expect(told(admin, 'Price ended')).toBeVisible()
  await expect(admin.getByRole('row', { name: /^Input/ })).toContainText('$5.00')
})

test('an update from a file is looked at and applied, without JavaScript too', async ({ browser, hub }) => {
  const page = await openConsole(browser, hub, {
    javaScriptEnabled: false,
    viewport: { width: 390, height: 800 },
  })
  await page.goto(`${hub.url}/prices/update`)
  await page.getByLabel('Table').selectOption('text')
  await page.getByRole('button', { name: 'Show changes' }).click()
  await expect(page.getByText('Paste a table or choose a file.')).toBeVisible()
  const table = {
    'gpt-5': entry(2.5e-6),
    'brand-new': entry(1e-6),
    odd: entry(-1),
    image: { mode: 'image_generation' },
  }
  await page.getByLabel('Table').selectOption('text')
  await page.getByLabel('File').setInputFiles({
    name: 'prices.json',
    mimeType: 'application/json',
    buffer: Buffer.from(JSON.stringify(table)),
  })
  await page.getByRole('button', { name: 'Show changes' }).click()
  await expect(page.getByText('1 new, 1 changed, 0 as they are. 1 entries do not bill tokens.')).toBeVisible()
  await expect(page.getByText('1 entry is left out')).toBeVisible()
  await expect(page.getByRole('row', { name: /gpt-5/ })).toContainText('$1.25 → $2.50')
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  await page.getByRole('button', { name: 'Apply these changes' }).click()
  await expect(page).toHaveURL(`${hub.url}/prices`)
  const { items } = await hub.admin('GET', '/prices?source=litellm')
  expect(items).toMatchObject([
    { model: 'brand-new' },
    { model: 'gpt-5', prices: { rates: { input: '2.5' } } },
  ])
  await page.context().close()
})
