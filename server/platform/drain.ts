import type { Server } from 'node:http'

const CHECK_MS = 25
/** After the deadline, time for the cut requests to be settled. */
const SETTLE_MS = 500

/** Stop accepting, let what is under way finish until the deadline, then cut the rest. */
export async function drain(
  server: Server,
  options: { inFlight: () => number; deadlineMs: number },
): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => {
      resolve()
    })
  })
  await until(options.inFlight, options.deadlineMs, () => {
    server.closeIdleConnections()
  })
  server.closeAllConnections()
  await until(options.inFlight, SETTLE_MS, () => undefined)
  await closed
}

async function until(inFlight: () => number, deadlineMs: number, tick: () => void): Promise<void> {
  const deadline = Date.now() + deadlineMs
  tick()
  while (inFlight() > 0 && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, CHECK_MS))
    tick()
  }
}
