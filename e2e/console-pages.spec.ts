import type { Page } from '@playwright/test'
import { chooseLanguage, expect, fillHub, SCHEMES, test, WIDTHS } from './console-fixtures'
import { findViolations } from './find-violations'

const STANDARDS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
const COLOUR_RULES = ['color-contrast', 'link-in-text-block']
const WITHOUT_COLOURS = Object.fromEntries(COLOUR_RULES.map((rule) => [rule, { enabled: false }]))

/** The pages are shared out, so that parts of them are swept side by side, and each within its time. */
const PARTS = [0, 1, 2]

for (const part of PARTS)
  test(`every page is accessible, fits every width and logs no error, ${String(part + 1)} of ${String(PARTS.length)}`, async ({
    admin,
    hub,
    upstream,
  }) => {
    test.slow()
    const { pages } = await fillHub(hub, upstream)
    const all = Object.entries({ ...pages, 'sign-in': '/login' })
    for (const [name, path] of all.filter((_, index) => index % PARTS.length === part)) {
      if (name === 'sign-in') await admin.context().clearCookies()
      await visit(admin, `${hub.url}${path}`)
      for (const width of WIDTHS) {
        await admin.setViewportSize({ width, height: 900 })
        for (const colorScheme of SCHEMES) {
          // Without motion: colours that are still fading into the other scheme have no contrast yet.
          await admin.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
          const violations = await findGrave(admin, colorScheme)
          expect.soft(violations, `${name} at ${String(width)} px, ${colorScheme}`).toEqual([])
        }
        expect.soft(await sidewaysPx(admin), `${name} at ${String(width)} px`).toBeLessThanOrEqual(0)
      }
    }
  })

/** Pages of a user's own. */
const OWN_PAGES = {
  'my usage': '/my',
  'my sessions': '/my/sessions',
  'my past sessions': '/my/sessions/history',
  'my requests': '/my/requests',
  'my keys': '/my/keys',
  'my new key': '/my/keys/new',
  'my notifications': '/my/notifications',
  'my set-up': '/my/setup',
}

/** The same from right to left. The widths share one visit, and one of them is asked for what axe finds: it reads the same
 * document at each. */
test('every page is accessible and fits every width in Arabic, and logs no error', async ({
  admin,
  hub,
  upstream,
}) => {
  test.slow()
  const { key, pages } = await fillHub(hub, upstream)
  await admin.emulateMedia({ colorScheme: SCHEMES[0], reducedMotion: 'reduce' })
  const sweep = async (paths: Record<string, string>) => {
    await chooseLanguage(admin, hub, 'ar')
    for (const [name, path] of Object.entries(paths)) {
      await visit(admin, `${hub.url}${path}`)
      await expect.soft(admin.locator('html'), name).toHaveAttribute('dir', 'rtl')
      expect.soft(await findGrave(admin, 'colourless'), name).toEqual([])
      for (const width of WIDTHS) {
        await admin.setViewportSize({ width, height: 900 })
        expect.soft(await sidewaysPx(admin), `${name} at ${width} px`).toBeLessThanOrEqual(0)
      }
    }
  }
  await sweep(pages)
  await admin.context().clearCookies()
  await sweep({ 'sign-in': '/login' })
  await admin.locator('input[type=password]').fill(key)
  await admin.locator('button[type=submit]').click()
  await admin.waitForURL(`${hub.url}/my`)
  await sweep(OWN_PAGES)
})

/** One visit serves all widths: no page asks for its width when it is loaded, style sheets and observers follow it. Its charts
 * are drawn when this returns. */
async function visit(page: Page, url: string): Promise<void> {
  await page.setViewportSize({ width: WIDTHS[0], height: 900 })
  await page.goto(url)
  await expect(page.locator('[aria-busy=true]')).toHaveCount(0)
}

/** Serious and critical ones, each with where it is. Schemes differ in their colours alone, so the second is asked for those;
 * languages differ in all but their colours. */
async function findGrave(page: Page, scheme: (typeof SCHEMES)[number] | 'colourless'): Promise<string[]> {
  const violations = await findViolations(page, {
    runOnly: scheme === 'dark' ? COLOUR_RULES : STANDARDS,
    ...(scheme === 'colourless' && { rules: WITHOUT_COLOURS }),
  })
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`))
}

/** Below zero where room is kept for a scrollbar. */
const sidewaysPx = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
