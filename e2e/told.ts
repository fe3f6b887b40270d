import type { Locator, Page } from '@playwright/test'

/** What a short notice says. Its text stands on the page for a second time while a screen reader is told of it. */
export const told = (page: Page, text: string): Locator =>
  page.getByRole('region', { name: 'Short notices' }).getByText(text)
