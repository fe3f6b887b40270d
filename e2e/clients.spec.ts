import { expect, test } from './console-fixtures'
import { told } from './told'
import { goTo } from './side-menu'

test('the least version of a client is set, and taken back', async ({ admin, hub }) => {
  await admin.goto(hub.url)
  await goTo(admin, 'Clients')
  await admin.getByRole('link', { name: 'Add rule' }).click()
  await admin.getByLabel('Client', { exact: true }).fill('claude-code')
  await admin.getByLabel('Least version').fill('newest')
  await admin.getByRole('button', { name: 'Add rule' }).click()
  await expect(admin.getByLabel('Least version')).toHaveAccessibleDescription(/must be a version/i)
  await admin.getByLabel('Least version').fill('2.0.0')
  await admin.getByRole('button', { name: 'Add rule' }).click()
  await expect(admin.getByRole('row', { name: /claude-code/ }).first()).toContainText('2.0.0')

  await admin.getByLabel('They are').selectOption('warn')
  await admin.getByRole('button', { name: 'Save' }).click()
  await expect(told(admin, 'Settings saved')).toBeVisible()
  await admin.getByLabel('They are').selectOption('allow')
  await admin.getByRole('button', { name: 'Save' }).click()
  await expect(admin.getByLabel('They are')).toHaveValue('allow')

  await admin.getByRole('link', { name: 'claude-code', exact: true }).first().click()
  await admin.getByRole('link', { name: 'Remove' }).click()
  await admin.getByRole('button', { name: 'Remove rule' }).click()
  await expect(told(admin, 'Rule removed')).toBeVisible()
})
