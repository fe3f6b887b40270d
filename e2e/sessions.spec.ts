import type { Page } from '@playwright/test'
import { addProvider, expect, openConsole, test } from './console-fixtures'
import type { Hub } from './start-hub'
import { told } from './told'

async function addKey(hub: Hub): Promise<string> {
  const user = await hub.admin('POST', '/users', { name: 'Ada Lovelace' })
  return String((await hub.admin('POST', '/keys', { userId: user.id, name: 'laptop' })).key)
}

/** A stream that does not end by itself. @returns all that its client hears */
async function talk(hub: Hub, key: string, session: string): Promise<{ heard: Promise<string> }> {
  const answer = await fetch(`${hub.url}/v1/messages`, {
    method: 'POST',
    headers: { 'x-api-key': key, 'content-type': 'application/json', 'x-session-id': session },
    body: JSON.stringify({
      model: 'claude-sonnet-4-5',
      max_tokens: 64,
      stream: true,
      messages: [{ role: 'user', content: 'Tell me everything.' }],
    }),
  })
  return { heard: answer.text() }
}

/** From the moment in which the client asks. */
const SHOWN_WITHIN_MS = 1_000

/** When the page shows a text, by its own clock, which is this machine's. */
const shownAt = (page: Page, text: string): Promise<number> =>
  page.evaluate(
    (awaited) =>
      new Promise((resolve) => {
        const look = () => {
          if (!document.body.innerText.includes(awaited)) return
          observer.disconnect()
          resolve(Date.now())
        }
        const observer = new MutationObserver(look)
        observer.observe(document.body, { subtree: true, childList: true, characterData: true })
        look()
      }),
    text,
  )

test(
  'a stream appears on the overview and in the sessions at once, and its tokens count up',
  { tag: '@wide' },
  async ({ admin, hub, upstream }) => {
    await addProvider(hub, 'Anthropic', { baseUrl: upstream.endlessUrl })
    await admin.goto(hub.url)
    const sessions = await admin.context().newPage()
    await sessions.goto(`${hub.url}/sessions`)
    for (const page of [admin, sessions]) await expect(page.getByText('Live', { exact: true })).toBeVisible()
    const key = await addKey(hub)
    const row = sessions.getByRole('row', { name: /Ada Lovelace/ })
    const shown = Promise.all([shownAt(admin, '1 request under way'), shownAt(sessions, 'Ada Lovelace')])
    const beganMs = Date.now()
    await talk(hub, key, 'kite')
    const tookMs = (await shown).map((atMs) => atMs - beganMs)
    expect(Math.max(...tookMs)).toBeLessThan(SHOWN_WITHIN_MS)
    const output = async () =>
      Number((await row.getByRole('cell').nth(6).textContent())?.replaceAll(/\D/g, ''))
    const first = await output()
    await expect.poll(output).toBeGreaterThan(first)
    const second = await output()
    await expect.poll(output).toBeGreaterThan(second)
    test.info().annotations.push({ type: 'shown after', description: `${tookMs.join(' and ')} ms` })
  },
)

test(
  'a live session is followed, watched and ended',
  { tag: '@wide' },
  async ({ admin, hub, upstream, browser }) => {
    await addProvider(hub, 'Anthropic', { baseUrl: upstream.endlessUrl })
    await hub.admin('PATCH', '/settings', { streamPreview: true })
    await admin.goto(hub.url)
    const strip = admin.getByRole('region', { name: 'Right now' })
    await expect(strip.getByText('0 requests under way')).toBeVisible()
    const { heard } = await talk(hub, await addKey(hub), 'kite')
    await expect(strip.getByText('1 request under way')).toBeVisible()

    await strip.getByRole('link', { name: 'Live sessions' }).click()
    const row = admin.getByRole('row', { name: /Ada Lovelace/ })
    await expect(row).toContainText('1 under way')
    const output = row.getByRole('cell').nth(6)
    const before = await output.textContent()
    await expect(output).not.toHaveText(before ?? '')

    const plain = await openConsole(browser, hub, { javaScriptEnabled: false })
    await plain.goto(`${hub.url}/sessions`)
    await expect(plain.getByRole('row', { name: /Ada Lovelace/ })).toContainText('1 under way')
    await plain.context().close()

    await row.getByRole('link', { name: 'Ada Lovelace' }).click()
    await admin.getByRole('button', { name: 'Watch' }).click()
    await expect(admin.getByRole('log')).toContainText('and on, and on,')
    await admin.getByRole('link', { name: 'End session' }).click()
    await admin.getByRole('button', { name: 'End session' }).click()
    await expect(told(admin, 'Session ended')).toBeVisible()
    expect(await heard).toContain('ended from the console of this hub')
    await expect(admin.getByRole('table', { name: 'Requests' }).getByText('200 cut off')).toBeVisible()

    await admin.getByRole('link', { name: 'Sessions' }).first().click()
    await admin.getByRole('link', { name: 'History' }).click()
    await expect(admin.getByRole('row', { name: /Ada Lovelace/ })).toContainText('Idle')
  },
)
