import { addProvider, expect, test } from './console-fixtures'
import { goTo } from './side-menu'

test('a reader is met in the language that the browser asks for', async ({ hub }) => {
  const htmlFor = async (language: string) => {
    const answer = await fetch(`${hub.url}/login`, { headers: { 'accept-language': language } })
    return /<html[^>]*>/.exec(await answer.text())?.[0]
  }
  expect(await htmlFor('de-DE,ja;q=0.8,en;q=0.7')).toBe('<html lang="ja" dir="ltr">')
  expect(await htmlFor('zh-HK,zh;q=0.9,en;q=0.8')).toBe('<html lang="zh-TW" dir="ltr">')
  expect(await htmlFor('zh-SG')).toBe('<html lang="zh-CN" dir="ltr">')
  expect(await htmlFor('ar-EG')).toBe('<html lang="ar" dir="rtl">')
  expect(await htmlFor('de-DE')).toBe('<html lang="en" dir="ltr">')
})

test('Arabic is chosen in the menu, and refusals of the server are in it', async ({ admin, hub }) => {
  await addProvider(hub, 'Anthropic', { baseUrl: 'http://127.0.0.1:1' })
  await admin.goto(`${hub.url}/providers/new`)
  await goTo(admin, 'Preferences')
  await expect(admin.getByRole('group', { name: 'Language' }).getByRole('menuitemradio')).toHaveText([
    'English',
    '简体中文',
    '繁體中文',
    '日本語',
    'العربية',
  ])
  await admin.getByRole('menuitemradio', { name: 'العربية' }).click()
  await expect(admin.getByRole('heading', { level: 1 })).toHaveText('إضافة مزوّد')
  await expect(admin.locator('html')).toHaveAttribute('dir', 'rtl')

  const name = admin.getByLabel('الاسم')
  await name.fill('Anthropic')
  await admin.getByLabel('عنوان URL الأساسي').fill('http://127.0.0.1:1')
  await admin.getByLabel('بيانات الاعتماد').fill('a-credential')
  await name.press('Enter')
  await expect(name).toHaveAccessibleDescription('يوجد آخر بهذا الاسم.')

  const address = admin.getByLabel('عنوان URL الأساسي')
  await address.fill('http://169.254.169.254')
  await admin.getByLabel('بيانات الاعتماد').fill('a-credential')
  await address.press('Enter')
  await expect(address).toHaveAccessibleDescription(/بيانات وصفية سحابية/)
})
