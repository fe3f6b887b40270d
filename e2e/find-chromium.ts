import { existsSync } from 'node:fs'

const USUAL_PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** The system's Chromium: CHROMIUM_PATH, else where distributions put it. Nothing is downloaded.
 * @returns null when there is none */
export function findChromium(): string | null {
  const named = process.env.CHROMIUM_PATH
  return [...(named ? [named] : []), ...USUAL_PLACES].find((path) => existsSync(path)) ?? null
}
