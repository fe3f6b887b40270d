import type { Page } from '@playwright/test'
import { addProvider, chooseLanguage, expect, openConsole, test } from './console-fixtures'
import { holdJobs } from './hold-jobs'
import { told } from './told'

const toasts = (page: Page) => page.locator('li[data-radix-collection-item]')

async function switchOff(page: Page, button: string) {
  await page.getByRole('switch').first().click()
  await expect(toasts(page)).toContainText(button)
}

test('a notice waits while it is looked at, is reached by a key, and can be closed', async ({
  admin,
  hub,
  upstream,
}) => {
  await addProvider(hub, 'Anthropic', { baseUrl: upstream.url })
  await admin.goto(`${hub.url}/providers`)
  await switchOff(admin, 'Switched off')
  await admin.keyboard.press('F8')
  await expect(admin.getByRole('region', { name: 'Short notices (F8)' }).locator('ol')).toBeFocused()
  // Longer than it would have been shown.
  await admin.waitForTimeout(7_000)
  await expect(told(admin, 'Switched off')).toBeVisible()
  await admin.getByRole('button', { name: 'Close this notice' }).click()
  await expect(toasts(admin)).toHaveCount(0)
})

for (const { language, text, by, stays } of [
  { language: 'en', text: 'Switched off', by: 150, stays: -150 },
  { language: 'ar', text: 'تم الإيقاف', by: -150, stays: 150 },
])
  test(`a notice is swiped to the end of the line, ${language}`, async ({ admin, hub, upstream }) => {
    await addProvider(hub, 'Anthropic', { baseUrl: upstream.url })
    await chooseLanguage(admin, hub, language)
    await admin.goto(`${hub.url}/providers`)
    await switchOff(admin, text)
    const swipe = async (distance: number) => {
      const box = await toasts(admin).boundingBox()
      if (!box) throw new Error('no notice')
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
      await admin.mouse.move(x, y)
      await admin.mouse.down()
      // Still over the notice, which holds the pointer from then on.
      await admin.mouse.move(x + distance / 10, y)
      await admin.mouse.move(x + distance, y)
      await admin.mouse.up()
    }
    await swipe(stays)
    await admin.waitForTimeout(500)
    await expect(toasts(admin)).toHaveCount(1)
    await swipe(by)
    await expect(toasts(admin)).toHaveCount(0)
  })

test('a job that ends is told of on whatever page, once', async ({ admin, hub }) => {
  const held = await holdJobs(hub, 1)
  const followed = admin.waitForRequest(/jobs\.live/)
  await admin.goto(`${hub.url}/users`)
  await followed
  await held.end()
  await expect(told(admin, 'Export of requests: Done')).toBeVisible()
  await toasts(admin).getByRole('link', { name: 'Show' }).click()
  await expect(admin.getByRole('heading', { name: 'Export of requests' })).toBeVisible()
  await expect(toasts(admin)).toHaveCount(0)
  const asked: string[] = []
  admin.on('request', (request) => asked.push(request.url()))
  await admin.goto(`${hub.url}/users`)
  await expect(admin.getByRole('heading', { name: 'Users and keys', level: 1 })).toBeVisible()
  await admin.waitForTimeout(1_000)
  expect(asked.filter((url) => url.includes('jobs.live'))).toEqual([])
})

for (const javaScriptEnabled of [true, false])
  test(`what too many jobs refuse stands at the form, JavaScript ${javaScriptEnabled ? 'on' : 'off'}`, async ({
    browser,
    hub,
  }) => {
    const page = await openConsole(browser, hub, { javaScriptEnabled })
    const held = await holdJobs(hub, 50)
    await page.goto(`${hub.url}/prices/update`)
    await page.getByRole('button', { name: 'Fetch in the background' }).click()
    await expect(page.getByRole('heading', { name: 'Fetch prices in the background' })).toBeVisible()
    await expect(page.getByRole('alert')).toContainText('50 jobs wait already')
    for (const [path, button] of [
      ['/jobs/export', 'Start'],
      ['/jobs/recompute', 'Compute'],
    ] as const) {
      await page.goto(`${hub.url}${path}`)
      await page.getByRole('button', { name: button }).click()
      await expect(page.getByRole('alert')).toContainText('50 jobs wait already')
    }
    await held.end()
    await page.context().close()
  })
