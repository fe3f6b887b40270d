import { expect, test } from './console-fixtures'
import { UPSTREAM_KEY } from './start-upstream'
import { told } from './told'
import { goTo } from './side-menu'

/** What a person has for it. */
const ENOUGH_MS = 120_000

test('a newcomer goes from an empty hub to the first streamed answer', async ({ admin, upstream }) => {
  test.slow()
  const beganMs = Date.now()
  const steps = admin.getByRole('region', { name: 'First steps' }).getByRole('listitem')
  const done = (step: number) => expect(steps.nth(step - 1)).toContainText('(done)')
  await expect(steps).toHaveCount(5)
  await admin.getByRole('link', { name: 'Add provider' }).click()
  await admin.getByLabel('Name').fill('Anthropic')
  await admin.getByLabel('Base URL').fill(upstream.url)
  await admin.getByLabel('Credential').fill(UPSTREAM_KEY)
  await admin.getByRole('button', { name: 'Add provider' }).click()
  await expect(told(admin, 'Provider added')).toBeVisible()
  await expect(admin.getByPlaceholder(`••••${UPSTREAM_KEY.slice(-4)}`)).toHaveValue('')

  await goTo(admin, 'Overview')
  await done(1)
  await admin.getByRole('button', { name: 'Test the connection to Anthropic' }).click()
  await done(2)
  await expect(admin.getByText('The connection works')).toBeVisible()
  await expect(admin.getByText('claude-opus-4-5')).toBeVisible()
  expect(await admin.content()).not.toContain(UPSTREAM_KEY)
  await admin.getByRole('link', { name: 'Add user' }).click()
  await admin.getByLabel('Name').fill('Ada')
  await admin.getByRole('button', { name: 'Add user' }).click()
  await admin.getByRole('link', { name: 'Create key' }).click()
  await admin.getByLabel('Name').fill('laptop')
  await admin.getByRole('button', { name: 'Create key' }).click()
  const key = (await admin.getByTestId('new-key').textContent()) ?? ''
  expect(key).toMatch(/^sk-cch-/)
  await admin.getByRole('button', { name: 'Copy: the new key' }).click()
  await expect(admin.getByRole('button', { name: 'Copied: the new key' })).toBeVisible()
  const lines = await admin.locator('pre', { hasText: 'ANTHROPIC_AUTH_TOKEN' }).innerText()
  const shown = (name: string) => new RegExp(`${name}="(.+)"`).exec(lines)?.[1] ?? ''
  expect(shown('ANTHROPIC_AUTH_TOKEN')).toBe(key)
  await admin.getByRole('link', { name: 'Done' }).click()
  await expect(admin.getByRole('cell', { name: `${key.slice(0, 19)}…${key.slice(-4)}` })).toBeVisible()
  expect(await admin.content()).not.toContain(key)

  await goTo(admin, 'Overview')
  for (const step of [1, 2, 3]) await done(step)
  await expect(admin.getByText('It appears here by itself.')).toBeVisible()
  const answer = await fetch(`${shown('ANTHROPIC_BASE_URL')}/v1/messages`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${shown('ANTHROPIC_AUTH_TOKEN')}`,
      'content-type': 'application/json',
      'anthropic-version': '2023-06-01',
    },
    body: JSON.stringify({
      model: 'claude-sonnet-4-5',
      max_tokens: 64,
      stream: true,
      messages: [{ role: 'user', content: 'Hello' }],
    }),
  })
  expect(await answer.text()).toContain('event: message_stop')
  await done(5)
  expect(Date.now() - beganMs).toBeLessThan(ENOUGH_MS)
  await admin.getByRole('link', { name: 'Look at it' }).click()
  await expect(admin.getByRole('heading', { name: /claude-sonnet-4-5/ })).toBeVisible()
  await expect(admin.getByRole('definition').filter({ hasText: /^7,000$/ })).toBeVisible()

  await goTo(admin, 'Overview')
  await expect(admin.getByRole('heading', { name: 'Recent requests' })).toBeVisible()
  await expect(steps).toHaveCount(0)
})

test('the first steps can be put away and found again', async ({ admin, hub }) => {
  const steps = admin.getByRole('region', { name: 'First steps' })
  await steps.getByRole('button', { name: 'Hide' }).click()
  await expect(steps).toBeHidden()
  await admin.reload()
  await expect(admin.getByRole('heading', { name: 'Right now' })).toBeVisible()
  await expect(steps).toBeHidden()
  await admin.keyboard.press('Control+k')
  await admin.getByRole('combobox').fill('first steps')
  await admin.keyboard.press('Enter')
  await expect(admin).toHaveURL(`${hub.url}/first-steps`)
  await expect(admin.getByRole('main').getByRole('listitem')).toHaveCount(5)
  // Its title stands there once.
  await expect(admin.getByRole('main').getByRole('heading', { name: 'First steps' })).toHaveCount(1)
  await admin.goto(hub.url)
  await admin.getByRole('button', { name: 'First steps' }).click()
  await expect(steps).toBeVisible()
})
