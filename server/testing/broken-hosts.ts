import { spawn } from 'node:child_process'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'

/** Base URLs of hosts that fail below HTTP. */
export interface BrokenHosts {
  refused: string
  unknown: string
  noTls: string
  /** Takes no connection and refuses none. */
  silent: string
  close(): Promise<void>
}

export async function startBrokenHosts(): Promise<BrokenHosts> {
  // Nobody listens there, and no port is handed out below 1024.
  const refused = 'http://127.0.0.1:1'
  // Reads to the end, or a connection that the client has closed properly would stay for ever.
  const plain = await listening(
    createServer((socket) =>
      socket
        .on('error', () => undefined)
        .resume()
        .end('HTTP/1.1 400 Bad\r\n\r\n'),
    ),
  )
  const silent = await startSilentHost()
  return {
    refused,
    unknown: 'http://no-such-host.invalid',
    noTls: `https://127.0.0.1:${String(portOf(plain))}`,
    silent: silent.origin,
    async close() {
      silent.close()
      await new Promise((resolve) => plain.close(resolve))
    },
  }
}

/** A listener that is stopped and whose queue is full, so that the kernel drops every further SYN. */
async function startSilentHost(): Promise<{ origin: string; close: () => void }> {
  const script = `const s=require('node:net').createServer(()=>{});s.listen(0,'127.0.0.1',1,()=>process.send(s.address().port))`
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
  const port = await new Promise<number>((resolve) => {
    child.once('message', (message) => {
      resolve(Number(message))
    })
  })
  child.kill('SIGSTOP')
  const fillers: Socket[] = Array.from({ length: 8 }, () =>
    connect(port, '127.0.0.1').on('error', () => undefined),
  )
  await new Promise((resolve) => setTimeout(resolve, 100))
  return {
    origin: `http://127.0.0.1:${String(port)}`,
    close() {
      for (const filler of fillers) filler.destroy()
      child.kill('SIGKILL')
    },
  }
}

const listening = (server: Server): Promise<Server> =>
  new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve(server)
    })
  })

/** A listening TCP server's address is an object; a string stands for pipes. */
const portOf = (server: Server): number => (server.address() as AddressInfo).port
