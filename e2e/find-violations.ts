import type { Page } from '@playwright/test'
import axe, { type Result, type RunOptions } from 'axe-core'

declare global {
  interface Window {
    axe?: typeof axe
  }
}

/** What axe-core finds against accessibility in the page as it is now, of every impact.
 * @param options which rules are looked for; without a choice, all
 * @param within selector of the part of the page that is looked at
 * @throws Error when the page has no such part */
export async function findViolations(page: Page, options: RunOptions, within = 'html'): Promise<Result[]> {
  // Once for each document: to read half a megabyte of script takes as long as to search the page.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source)
  // What passes is not gathered, which takes as long again.
  const search = { within, options: { ...options, resultTypes: ['violations' as const] } }
  return page.evaluate(async ({ within, options }) => {
    const found = await window.axe?.run(within, options)
    if (!found) throw new Error('axe did not start')
    return found.violations
  }, search)
}
