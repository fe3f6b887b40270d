import { defineConfig } from '@playwright/test'
import { findChromium } from './e2e/find-chromium'

const executablePath = findChromium()

/** `playwright test --project=e2e` is the suite; `--project=screenshots` takes pictures of every page for looking at. */
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
    launchOptions: { args: ['--no-sandbox'], ...(executablePath !== null && { executablePath }) },
  },
  projects: [
    { name: 'e2e', testIgnore: 'screenshots.spec.ts' },
    { name: 'screenshots', testMatch: 'screenshots.spec.ts' },
  ],
})
