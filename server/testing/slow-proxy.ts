import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'

/** A TCP proxy on loopback that can hold back what the server answers, or lose it. */
export interface SlowProxy {
  port: number
  /** From now on every answer comes so much later. */
  delayMs: number
  /** Times that an answer came after something had been asked since the last one: one for each way there and back that
   * somebody may have waited for. */
  roundTrips: number
  /** Nothing gets through the connections of now any more, and nobody is told; new ones are fine. */
  forgetConnections(): void
  /** Every connection breaks, and new ones do at once, until `mend`. */
  cut(): void
  mend(): void
  stop(): void
}

export async function startSlowProxy(targetPort: number): Promise<SlowProxy> {
  const sockets = new Set<Socket>()
  const forgotten = new WeakSet<Socket>()
  let broken = false
  let asked = false
  const server = createServer((client) => {
    if (broken) {
      client.destroy()
      return
    }
    const target = connect(targetPort, '127.0.0.1')
    for (const [one, other] of [
      [client, target],
      [target, client],
    ] as const) {
      sockets.add(one)
      one.setNoDelay(true)
      one.on('error', () => other.destroy())
      one.on('close', () => {
        sockets.delete(one)
        other.destroy()
      })
    }
    client.on('data', (data) => {
      asked = true
      if (!forgotten.has(client)) target.write(data)
    })
    // Never before what came earlier, also when the delay gets shorter.
    let dueMs = 0
    target.on('data', (data) => {
      dueMs = Math.max(dueMs, performance.now() + proxy.delayMs)
      setTimeout(() => {
        if (asked) proxy.roundTrips += 1
        asked = false
        client.write(data)
      }, dueMs - performance.now())
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const proxy: SlowProxy = {
    // Of a listening TCP server the address is never a path.
    port: (server.address() as AddressInfo).port,
    delayMs: 0,
    roundTrips: 0,
    forgetConnections() {
      for (const socket of sockets) forgotten.add(socket)
    },
    cut() {
      broken = true
      for (const socket of sockets) socket.destroy()
    },
    mend() {
      broken = false
    },
    stop() {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
  return proxy
}
