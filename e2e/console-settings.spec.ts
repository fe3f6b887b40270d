import type { Locator, Page } from '@playwright/test'
import { addProvider, expect, openConsole, test } from './console-fixtures'
import { startHub, type Hub } from './start-hub'
import { told } from './told'
import { goTo } from './side-menu'

test('settings of sessions and attempts are changed, with problems at their fields', async ({
  admin,
  hub,
}) => {
  await admin.goto(hub.url)
  await goTo(admin, 'Settings')
  await expect(admin.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible()
  const attempts = admin.getByLabel('Providers per request')
  await expect(attempts).toHaveValue('3')
  await expect(admin.getByLabel('Stays with its provider (ms)')).toHaveAccessibleDescription(
    /Default: 300,000 \(5\.0m\)\./,
  )
  await attempts.fill('11')
  await admin.getByLabel('Quarantine (ms)').fill('')
  await admin.getByLabel('Default group').fill('premium')
  await save(admin)
  await expect(admin.getByText('Not saved')).toBeVisible()
  await expect(attempts).toBeFocused()
  await expect(attempts).toHaveAccessibleDescription(/Enter a whole number from 1 to 10\./)
  await expect(admin.getByLabel('Quarantine (ms)')).toHaveAccessibleDescription(/Please fill in this field\./)
  await expect(admin.getByLabel('Default group')).toHaveValue('premium')
  await attempts.fill('5')
  await admin.getByLabel('Quarantine (ms)').fill('60000')
  await save(admin)
  await expect(told(admin, 'Settings saved')).toBeVisible()
  const settings = await hub.admin('GET', '/settings')
  expect(settings.values).toMatchObject({
    maxAttempts: 5,
    quarantineMs: 60_000,
    defaultProviderGroup: 'premium',
    sessionTtlMs: 300_000,
  })
})

test('translation is switched off, repairs are chosen, instructions are kept to the letter', async ({
  admin,
  hub,
  upstream,
}) => {
  await addProvider(hub, 'Anthropic', { baseUrl: upstream.url })
  await admin.goto(`${hub.url}/settings/translation`)
  const translate = admin.getByRole('switch', { name: 'Translate requests' })
  await expect(translate).toBeChecked()
  await translate.uncheck()
  const repair = admin.getByRole('checkbox', { name: /fixed_sampling/ })
  await expect(admin.getByRole('checkbox')).toHaveCount(16)
  await repair.focus()
  await admin.keyboard.press('Space')
  await admin.getByRole('textbox', { name: 'Official instructions' }).fill('  You are Codex.\n\nBe exact.\n')
  await save(admin)
  await expect(told(admin, 'Settings saved')).toBeVisible()
  await expect(translate).not.toBeChecked()
  await expect(repair).not.toBeChecked()
  expect((await hub.admin('GET', '/settings')).values).toMatchObject({
    translation: 'off',
    repairsOff: ['fixed_sampling'],
    codexInstructions: '  You are Codex.\n\nBe exact.\n',
  })
  await admin.goto(`${hub.url}/routing?dialect=openai-chat&model=gpt-5`)
  await expect(admin.getByText('No provider can serve it')).toBeVisible()
})

test('model names are added, ordered, tried by the simulator, and restored', async ({
  admin,
  hub,
  upstream,
}) => {
  await addProvider(hub, 'Anthropic', { baseUrl: upstream.url })
  await admin.goto(`${hub.url}/settings`)
  await admin.getByRole('link', { name: 'Models' }).click()
  await expect(admin.getByLabel(/Requested model/)).toHaveCount(6)
  await expect(admin.getByRole('link', { name: 'Restore defaults' })).toHaveCount(0)
  await admin.getByRole('button', { name: 'Add rule' }).click()
  await expect(admin.getByLabel('Protocol of rule 7')).toBeFocused()
  await admin.getByLabel('Protocol of rule 7').selectOption('claude')
  await admin.getByLabel('How rule 7 matches').selectOption('pattern')
  await admin.getByLabel('Requested model 7').fill('^gpt-(')
  await admin.getByLabel('Model sent 7').fill('claude-opus-$1')
  await admin.getByLabel('Model sent 7').press('Enter')
  await expect(admin.getByText('Not saved')).toBeVisible()
  await expect(admin.getByLabel('Requested model 7')).toBeFocused()
  await expect(admin.getByLabel('Requested model 7')).toHaveAccessibleDescription(
    /is not a valid RE2 pattern/,
  )
  await admin.getByLabel('Requested model 7').fill('^gpt-(.+)$')
  for (let row = 7; row > 1; row -= 1)
    await admin.getByRole('button', { name: `Move row ${row} up` }).press('Enter')
  await save(admin)
  await expect(told(admin, 'Settings saved')).toBeVisible()
  await expect(admin.getByLabel('Requested model 1')).toHaveValue('^gpt-(.+)$')
  expect(await servedModel(hub)).toBe('claude-opus-5')

  await admin.getByRole('link', { name: 'Restore defaults' }).click()
  await admin.getByRole('alertdialog').getByRole('button', { name: 'Restore defaults' }).click()
  await expect(told(admin, 'Default names restored')).toBeVisible()
  await expect(admin.getByLabel(/Requested model/)).toHaveCount(6)
  await expect(admin.getByLabel('Requested model 1')).toHaveValue(/^\^\(gpt\|/)
  expect(await servedModel(hub)).toBe('claude-sonnet-4-5')
})

test('settings are saved without JavaScript, on a phone', async ({ browser, hub }) => {
  const page = await openConsole(browser, hub, {
    javaScriptEnabled: false,
    locale: 'en-GB',
    viewport: { width: 390, height: 844 },
  })
  await page.goto(`${hub.url}/settings`)
  await page.getByLabel('When the hub is stopped (ms)').fill('x')
  await save(page)
  await expect(page.getByLabel('When the hub is stopped (ms)')).toHaveAccessibleDescription(
    /whole number from 0 to 600000/,
  )
  await page.getByLabel('When the hub is stopped (ms)').fill('5000')
  await save(page)
  await expect(told(page, 'Settings saved')).toBeVisible()
  await page.goto(`${hub.url}/settings/models`)
  for (let row = 6; row > 1; row -= 1) await page.getByRole('button', { name: `Remove row ${row}` }).click()
  await page.getByRole('button', { name: 'Add rule' }).click()
  await page.getByLabel('Requested model 2').fill('llama')
  await page.getByLabel('Model sent 2').fill('claude-haiku-4-5')
  await page.getByRole('button', { name: 'Move row 2 up' }).click()
  await save(page)
  await expect(told(page, 'Settings saved')).toBeVisible()
  await expect(page.getByLabel('Requested model 1')).toHaveValue('llama')
  await page.getByRole('link', { name: 'Restore defaults' }).click()
  await page.getByRole('button', { name: 'Restore defaults' }).click()
  await expect(told(page, 'Default names restored')).toBeVisible()
  await expect(page.getByLabel(/Requested model/)).toHaveCount(6)
  expect((await hub.admin('GET', '/settings')).values).toMatchObject({ shutdownDrainMs: 5_000 })
  await page.context().close()
})

test('what the environment has decided is out of use, and says why', async ({ browser }) => {
  const hub = await startHub({
    SETTING_MAX_ATTEMPTS: '2',
    SETTING_TRANSLATION: 'off',
    SETTING_MODEL_CATALOGUE: '[{"dialect":"claude","from":"llama","to":"claude-haiku-4-5"}]',
  })
  try {
    const page = await openConsole(browser, hub, { locale: 'en-GB' })
    await page.goto(`${hub.url}/settings`)
    const attempts = page.getByLabel('Providers per request')
    await expect(attempts).toBeDisabled()
    await expect(lockOf(attempts)).toHaveAccessibleDescription(/Decided by SETTING_MAX_ATTEMPTS/)
    await page.getByLabel('Quarantine (ms)').fill('0')
    await save(page)
    await expect(page.getByText('Enter a whole number from 1000')).toBeVisible()
    await expect(attempts).toHaveValue('2')
    await page.getByLabel('Quarantine (ms)').fill('2000')
    await save(page)
    await expect(told(page, 'Settings saved')).toBeVisible()

    await page.getByRole('link', { name: 'Translation' }).click()
    await expect(page.getByRole('switch', { name: 'Translate requests' })).toBeDisabled()
    await expect(page.getByRole('switch', { name: 'Translate requests' })).not.toBeChecked()
    await page.getByRole('checkbox', { name: /missing_message/ }).uncheck()
    await save(page)
    await expect(told(page, 'Settings saved')).toBeVisible()

    await page.getByRole('link', { name: 'Models' }).click()
    await expect(page.getByLabel('Requested model 1')).toBeDisabled()
    await expect(page.getByRole('button', { name: 'Add rule' })).toBeDisabled()
    await expect(page.getByText('Decided by SETTING_MODEL_CATALOGUE')).toBeVisible()
    await expect(page.getByRole('button', { name: 'Save changes' })).toHaveCount(0)
    expect((await hub.admin('GET', '/settings')).values).toMatchObject({
      maxAttempts: 2,
      quarantineMs: 2_000,
      translation: 'off',
      repairsOff: ['missing_message'],
    })
    await page.context().close()
  } finally {
    await hub.stop()
  }
})

const save = (page: Page) => page.getByRole('button', { name: 'Save changes' }).click()

/** The group of fields that is out of use. */
const lockOf = (field: Locator) => field.locator('xpath=ancestor::fieldset[@disabled][1]')

async function servedModel(hub: Hub): Promise<unknown> {
  const simulation = await hub.admin('POST', '/routing/simulate', { dialect: 'openai-chat', model: 'gpt-5' })
  return simulation.servedModel
}
