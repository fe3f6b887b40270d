import { expect, test, watchErrors } from './console-fixtures'
import { ADMIN_TOKEN } from './start-hub'
import { goTo } from './side-menu'

for (const kind of ['Swagger UI', 'Scalar'])
  test(`${kind} shows the admin API and asks nobody but the hub`, async ({ admin, hub }) => {
    const errors = watchErrors(admin)
    const foreign: string[] = []
    admin.on('request', (request) => {
      if (!request.url().startsWith(hub.url) && /^https?:/.test(request.url())) foreign.push(request.url())
    })
    await goTo(admin, `API: ${kind}`)
    // These programs of others are large, and a browser that has just been started reads them slowly.
    const heading = admin.getByRole('heading', { name: /Claude Code Hub admin API/ })
    await expect(heading).toBeVisible({ timeout: 20_000 })
    await expect(admin.getByText('sensitive-words').first()).toBeVisible()
    expect(foreign).toEqual([])
    expect(errors).toEqual([])
  })

test('Swagger UI sends a call with the token that it was given', async ({ page, hub }) => {
  await page.goto(`${hub.url}/api/actions/docs#/auth/auth-check`)
  await page.getByRole('button', { name: 'Authorize' }).click()
  await page.locator('#auth-bearer-value').first().fill(ADMIN_TOKEN)
  await page.getByRole('button', { name: 'Apply credentials' }).first().click()
  await page.getByRole('button', { name: 'Close' }).first().click()
  await page.getByRole('button', { name: 'Try it out' }).click()
  await page.getByRole('button', { name: 'Execute' }).click()
  await expect(page.locator('.live-responses-table').getByText('"role"')).toBeVisible()
})
