import { addProvider, expect, test } from './console-fixtures'
import { told } from './told'

test('the audit log says what was changed, and that nobody tampered with it', async ({
  admin,
  hub,
  upstream,
}) => {
  const id = await addProvider(hub, 'Anthropic', { baseUrl: upstream.url })
  await hub.admin('PATCH', `/providers/${id}`, { weight: 7, apiKey: 'another-secret-key' })
  await admin.goto(`${hub.url}/audit`)
  await admin.getByLabel('Area').selectOption('Providers')
  await admin.getByRole('button', { name: 'Show' }).click()
  const changed = admin.getByRole('row').filter({ hasText: 'providers.update' })
  await expect(changed).toContainText('weight')
  await expect(changed).toContainText('(hidden)')
  await expect(admin.getByRole('row')).toHaveCount(3)
  await admin.getByRole('link', { name: 'Verify' }).click()
  await expect(admin.getByText('are as they were written')).toBeVisible()
})

test('settings go back to what they were, after a look at what that changes', async ({ admin, hub }) => {
  await hub.admin('PATCH', '/settings', { maxAttempts: 4, sessionTtlMs: 600_000 })
  await hub.admin('PATCH', '/settings', { maxAttempts: 9 })
  await admin.goto(`${hub.url}/settings/history`)
  await admin.getByRole('row').filter({ hasText: 'sessionTtlMs' }).getByRole('link').click()
  const change = admin.getByRole('row').filter({ hasText: 'maxAttempts' })
  await expect(change.getByRole('cell')).toHaveText(['maxAttempts', '9', '4'])
  await admin.getByRole('button', { name: 'Go back' }).click()
  await expect(told(admin, 'Settings saved')).toBeVisible()
  expect(await hub.admin('GET', '/settings')).toMatchObject({
    values: { maxAttempts: 4, sessionTtlMs: 600_000 },
  })
})

test('the request log is taken along as a file', async ({ admin, hub }) => {
  await admin.goto(`${hub.url}/requests?status=error`)
  const downloading = admin.waitForEvent('download')
  await admin.getByRole('link', { name: 'Export CSV' }).click()
  const download = await downloading
  expect(await download.failure()).toBeNull()
  expect(download.suggestedFilename()).toBe('requests.csv')
})
