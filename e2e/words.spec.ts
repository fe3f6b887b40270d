import { expect, test } from './console-fixtures'
import { goTo } from './side-menu'
import { told } from './told'

test('sensitive words are added, tried, imported and removed', async ({ admin, hub }) => {
  await admin.goto(hub.url)
  await goTo(admin, 'Sensitive words')
  await admin.getByRole('link', { name: 'Add word' }).first().click()
  await admin.getByLabel('Word or pattern').fill('(')
  await admin.getByLabel('Found').selectOption('regex')
  await admin.getByRole('button', { name: 'Add word' }).click()
  await expect(admin.getByLabel('Word or pattern')).toHaveAccessibleDescription(/not a valid RE2 pattern/)
  await admin.getByLabel('Word or pattern').fill('project-kite')
  await admin.getByLabel('Found').selectOption('contains')
  await admin.getByRole('button', { name: 'Add word' }).click()
  await expect(told(admin, 'Word added')).toBeVisible()

  await admin.getByRole('link', { name: 'Try it' }).click()
  await admin.getByLabel('Text').fill('About Ｐroject-kite')
  await admin.getByRole('button', { name: 'Try it' }).click()
  await expect(admin.getByText('Hidden behind other characters')).toBeVisible()

  await admin.getByRole('link', { name: 'Import' }).click()
  await admin.getByLabel('Words', { exact: true }).fill('project-kite\nproject-swallow')
  await admin.getByRole('button', { name: 'Preview' }).click()
  await expect(admin.getByRole('row', { name: /project-kite/ })).toContainText('Already there')
  await admin.getByRole('button', { name: 'Import' }).click()
  await expect(told(admin, 'Words imported')).toBeVisible()

  for (const word of ['project-kite', 'project-swallow']) {
    await admin.getByRole('link', { name: word }).click()
    await admin.getByRole('link', { name: 'Remove' }).click()
    await admin.getByRole('button', { name: 'Remove word' }).click()
    await expect(admin.getByRole('link', { name: word })).toBeHidden()
  }
})
