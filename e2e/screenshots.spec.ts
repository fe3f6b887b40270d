import { fillHub, openConsole, SCHEMES, test, WIDTHS } from './console-fixtures'

/** Not a test: pictures of every page in test-results/screenshots, for looking at. */
test('take pictures of every page', async ({ browser, hub, upstream }) => {
  test.slow()
  const directory = 'test-results/screenshots'
  const empty = await openConsole(browser, hub, { viewport: { width: 1280, height: 900 } })
  await empty.screenshot({ path: `${directory}/1280-light-first-run.png`, fullPage: true })
  await empty.context().close()
  const { pages } = await fillHub(hub, upstream)
  for (const width of WIDTHS)
    for (const colorScheme of SCHEMES) {
      const page = await openConsole(browser, hub, { viewport: { width, height: 900 }, colorScheme })
      for (const [name, path] of Object.entries(pages)) {
        await page.goto(`${hub.url}${path}`, { waitUntil: 'networkidle' })
        await page.screenshot({ path: `${directory}/${width}-${colorScheme}-${name}.png`, fullPage: true })
      }
      await page.context().clearCookies()
      await page.goto(`${hub.url}/login`)
      await page.screenshot({ path: `${directory}/${width}-${colorScheme}-login.png` })
      await page.context().close()
    }
})
