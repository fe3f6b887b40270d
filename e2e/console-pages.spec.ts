import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, fillHub, SCHEMES, test, WIDTHS } from './console-fixtures'

const STANDARDS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
const COLOUR_RULES = ['color-contrast', 'link-in-text-block']

for (const width of WIDTHS)
  test(`every page is accessible, fits ${String(width)} px and logs no error`, async ({
    admin,
    hub,
    upstream,
  }) => {
    test.slow()
    const { pages } = await fillHub(hub, upstream)
    await admin.setViewportSize({ width, height: 900 })
    for (const [name, path] of Object.entries({ ...pages, 'sign-in': '/login' })) {
      if (name === 'sign-in') await admin.context().clearCookies()
      await admin.goto(`${hub.url}${path}`)
      for (const colorScheme of SCHEMES) {
        // Without motion: colours that are still fading into the other scheme have no contrast yet.
        await admin.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
        expect.soft(await findViolations(admin, colorScheme), `${name}, ${colorScheme}`).toEqual([])
      }
      expect.soft(await sidewaysPx(admin), `${name} scrolls sideways`).toBeLessThanOrEqual(0)
    }
  })

/** Serious and critical ones, each with where it is. Schemes differ in their colours alone, so the second is asked for those. */
async function findViolations(page: Page, scheme: (typeof SCHEMES)[number]): Promise<string[]> {
  // Within the page: frames of other origins, for which axe would open a page of its own, are none here.
  const axe = new AxeBuilder({ page }).setLegacyMode()
  const { violations } = await (
    scheme === SCHEMES[0] ? axe.withTags(STANDARDS) : axe.withRules(COLOUR_RULES)
  ).analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`))
}

/** Below zero where room is kept for a scrollbar. */
const sidewaysPx = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
