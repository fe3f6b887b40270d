import type { Logger } from '#server/platform/logger'

/** Remembers when each key was last used and writes it down now and then: last use is for people, minutes are enough. */
export interface KeyUses {
  note(keyId: string, atMs: number): void
  flush(): Promise<void>
  start(): void
  stop(): void
}

const FLUSH_MS = 15_000

export function createKeyUses(deps: {
  touch: (uses: { id: string; usedAtMs: number }[]) => Promise<void>
  log: Pick<Logger, 'warn'>
}): KeyUses {
  let uses = new Map<string, number>()
  let timer: NodeJS.Timeout | undefined

  async function flush(): Promise<void> {
    if (uses.size === 0) return
    const written = uses
    uses = new Map()
    try {
      await deps.touch([...written].map(([id, usedAtMs]) => ({ id, usedAtMs })))
    } catch (error) {
      deps.log.warn({ err: error }, 'the last use of keys was not written')
      for (const [id, atMs] of written) if (!uses.has(id)) uses.set(id, atMs)
    }
  }

  return {
    note: (keyId, atMs) => void uses.set(keyId, atMs),
    flush,
    start() {
      timer ??= setInterval(() => void flush(), FLUSH_MS).unref()
    },
    stop() {
      clearInterval(timer)
      timer = undefined
    },
  }
}
