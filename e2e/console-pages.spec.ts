import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, fillHub, SCHEMES, test, WIDTHS } from './console-fixtures'

const STANDARDS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

test('every page is accessible, fits its screen and logs no error', async ({ admin, hub, upstream }) => {
  test.slow()
  const { pages } = await fillHub(hub, upstream)
  for (const [name, path] of Object.entries({ ...pages, 'sign-in': '/login' })) {
    if (name === 'sign-in') await admin.context().clearCookies()
    await admin.goto(`${hub.url}${path}`, { waitUntil: 'networkidle' })
    for (const width of WIDTHS)
      for (const colorScheme of SCHEMES) {
        await admin.setViewportSize({ width, height: 900 })
        await admin.emulateMedia({ colorScheme })
        const at = `${name} at ${String(width)} px, ${colorScheme}`
        expect.soft(await findViolations(admin), at).toEqual([])
        expect.soft(await sidewaysPx(admin), `${at}: sideways scroll`).toBeLessThanOrEqual(0)
      }
  }
})

/** Serious and critical ones, each with where it is. */
async function findViolations(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(STANDARDS).analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`))
}

/** Below zero where room is kept for a scrollbar. */
const sidewaysPx = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
