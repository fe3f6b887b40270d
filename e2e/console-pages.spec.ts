import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { chooseLanguage, expect, fillHub, SCHEMES, test, WIDTHS } from './console-fixtures'

const STANDARDS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
const COLOUR_RULES = ['color-contrast', 'link-in-text-block']

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
          const violations = await findViolations(admin, colorScheme)
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
      expect.soft(await findViolations(admin, 'colourless'), name).toEqual([])
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
async function findViolations(
  page: Page,
  scheme: (typeof SCHEMES)[number] | 'colourless',
): Promise<string[]> {
  // Within the page: frames of other origins, for which axe would open a page of its own, are none here.
  // What passes is not gathered, which takes as long as the rest.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] })
  if (scheme === 'dark') axe.withRules(COLOUR_RULES)
  else axe.withTags(STANDARDS)
  if (scheme === 'colourless') axe.disableRules(COLOUR_RULES)
  const { violations } = await axe.analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`))
}

/** Below zero where room is kept for a scrollbar. */
const sidewaysPx = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
