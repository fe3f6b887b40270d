import { defineConfig, type PlaywrightTestProject } from '@playwright/test'
import { findChromium } from './e2e/find-chromium'

const executablePath = findChromium()

/** Every main task again on smaller screens, in the dark. Not those that look at a column that is hidden there (`@wide`), and not
 * the sweeps, which go through all widths themselves. */
const small = (width: number, height: number): PlaywrightTestProject => ({
  testIgnore: ['screenshots.spec.ts', 'console-pages.spec.ts'],
  grepInvert: /@wide/,
  use: { viewport: { width, height }, colorScheme: 'dark' },
})

/** `playwright test --project=e2e` is the suite, `npm run e2e:small` repeats it on a tablet and a phone; `--project=screenshots`
 * takes pictures of every page for looking at. */
export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  // Each test runs a hub of its own, and shares nothing. Two cores carry two browsers, which wait more than they work.
  workers: 2,
  fullyParallel: true,
  timeout: 90_000,
  reporter: 'list',
  use: {
    browserName: 'chromium',
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    launchOptions: {
      args: ['--no-sandbox', '--disable-gpu', '--in-process-gpu'],
      ...(executablePath !== null && { executablePath }),
    },
  },
  projects: [
    { name: 'e2e', testIgnore: 'screenshots.spec.ts' },
    { name: 'tablet', ...small(820, 1180) },
    { name: 'phone', ...small(390, 844) },
    { name: 'screenshots', testMatch: 'screenshots.spec.ts' },
  ],
})
