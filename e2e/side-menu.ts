import { expect, type Page } from '@playwright/test'

/** What stands beside the page on a wide screen is behind a menu on a small one, which closes with every page. */
export async function openMenu(page: Page): Promise<void> {
  const menu = page.getByRole('banner').getByText('Menu', { exact: true })
  const beside = page.getByRole('navigation', { name: 'Main' })
  await expect(menu.or(beside).first()).toBeVisible()
  if (!(await beside.isVisible())) await menu.click()
}

/** Follow a link of the side menu. */
export async function goTo(page: Page, name: string): Promise<void> {
  await openMenu(page)
  await page.getByRole('link', { name }).first().click()
}
