import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import type { IncomingMessage, Server as HttpServer } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { connect, createServer, isIP } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'
import type { Duplex } from 'node:stream'

/** What a proxy does with those who come: its work, nothing at all, or hang up. */
export type ProxyMood = 'work' | 'stall' | 'cut'

/** An outgoing proxy on a real socket that remembers what it was asked for. Names lead to loopback, whatever they are. */
export interface TestProxy {
  port: number
  mood: ProxyMood
  /** Refuse whatever is asked for with this HTTP status or SOCKS reply; null to do it. */
  refusal: number | null
  /** Hosts and ports it was asked to connect to, in order, `host port`. */
  readonly asked: readonly string[]
  openSockets(): number
  close(): Promise<void>
}

export interface TestProxyOptions {
  /** Both or no one gets through. */
  credentials?: { user: string; password: string }
}

/** @param options.tls speak TLS to the clients */
export async function startHttpProxy(
  options: TestProxyOptions & { tls?: { key: string; cert: string } } = {},
): Promise<TestProxy> {
  const server = options.tls ? createHttpsServer(options.tls) : createHttpServer()
  const { proxy, asked } = newProxy(server)
  server.on('connect', (request: IncomingMessage, client: Duplex) => {
    if (!attend(proxy, client)) return
    const status = isWelcome(request, options) ? proxy.refusal : 407
    const target = splitAuthority(request.url ?? '')
    if (status !== 407) asked.push(`${target.host} ${String(target.port)}`)
    if (status !== null) {
      client.end(`HTTP/1.1 ${String(status)} No\r\nContent-Length: 0\r\n\r\n`)
      return
    }
    join(client, target, (isOpen) => {
      client.write(isOpen ? 'HTTP/1.1 200 Connection established\r\n\r\n' : 'HTTP/1.1 502 No\r\n\r\n')
    })
  })
  return listen(server, proxy)
}

function isWelcome({ headers }: IncomingMessage, { credentials }: TestProxyOptions): boolean {
  if (!credentials) return true
  const expected = Buffer.from(`${credentials.user}:${credentials.password}`).toString('base64')
  return headers['proxy-authorization'] === `Basic ${expected}`
}

function splitAuthority(authority: string): Target {
  const { hostname, port } = new URL(`http://${authority}`)
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port === '' ? 80 : port) }
}

/** SOCKS5, RFC 1928, with the user names and passwords of RFC 1929. */
export async function startSocksProxy(options: TestProxyOptions = {}): Promise<TestProxy> {
  const server = createServer((client) => {
    if (!attend(proxy, client)) return
    greet(client, options)
      .then((target) => {
        if (!target) {
          client.end()
          return
        }
        asked.push(`${target.host} ${String(target.port)}`)
        const answer = (code: number) => client.write(Buffer.from([5, code, 0, 1, 0, 0, 0, 0, 0, 0]))
        if (proxy.refusal !== null) answer(proxy.refusal)
        else join(client, target, (isOpen) => answer(isOpen ? 0 : 5))
      })
      .catch(() => client.destroy())
  })
  const { proxy, asked } = newProxy(server)
  return listen(server, proxy)
}

interface Target {
  host: string
  port: number
}

/** @returns null when the client may not come in */
async function greet(client: Socket, { credentials }: TestProxyOptions): Promise<Target | null> {
  const take = reader(client)
  const [, methods = 0] = await take(2)
  const offered = await take(methods)
  const method = credentials ? 2 : 0
  if (!offered.includes(method)) {
    client.write(Buffer.from([5, 0xff]))
    return null
  }
  client.write(Buffer.from([5, method]))
  if (credentials) {
    const [, userLength = 0] = await take(2)
    const user = (await take(userLength)).toString()
    const [passwordLength = 0] = await take(1)
    const password = (await take(passwordLength)).toString()
    const isKnown = user === credentials.user && password === credentials.password
    client.write(Buffer.from([1, isKnown ? 0 : 1]))
    if (!isKnown) return null
  }
  const [, , , type] = await take(4)
  const host = await takeHost(take, type)
  return { host, port: (await take(2)).readUInt16BE() }
}

async function takeHost(take: (bytes: number) => Promise<Buffer>, type: number | undefined): Promise<string> {
  if (type === 1) return [...(await take(4))].join('.')
  if (type === 4) {
    const bytes = await take(16)
    const words = Array.from({ length: 8 }, (_, i) => bytes.readUInt16BE(i * 2).toString(16))
    return new URL(`http://[${words.join(':')}]`).hostname.slice(1, -1)
  }
  const [length = 0] = await take(1)
  return (await take(length)).toString()
}

/** Reads exactly so many bytes, and leaves the rest in the socket. */
function reader(socket: Socket): (bytes: number) => Promise<Buffer> {
  return async (bytes) => {
    if (bytes === 0) return Buffer.alloc(0)
    for (;;) {
      // A socket without an encoding gives buffers.
      const chunk = socket.read(bytes) as Buffer | null
      if (chunk) return chunk
      if (socket.readableEnded || socket.destroyed) throw new Error('ended')
      await Promise.race([once(socket, 'readable'), once(socket, 'close')])
    }
  }
}

/** Connect both ends for good. Names are the proxy's to resolve: they all lead to loopback. */
function join(client: Duplex, { host, port }: Target, answer: (isOpen: boolean) => void): void {
  const upstream = connect({ host: isIP(host) === 0 ? '127.0.0.1' : host, port, noDelay: true })
  let isOpen = false
  upstream.once('connect', () => {
    isOpen = true
    answer(true)
    client.pipe(upstream).pipe(client)
  })
  upstream.on('error', () => {
    if (!isOpen) answer(false)
  })
  upstream.on('close', () => client.end())
  // An HTTP server keeps what is half closed, and this host may never close its half.
  client.on('end', () => upstream.destroy()).on('close', () => upstream.destroy())
}

function attend(proxy: TestProxy, client: Duplex): boolean {
  client.on('error', () => undefined)
  if (proxy.mood === 'cut') client.destroy()
  // Only who reads learns that the other side has gone.
  if (proxy.mood === 'stall') client.resume().on('end', () => client.end())
  return proxy.mood === 'work'
}

function newProxy(server: Server | HttpServer): { proxy: TestProxy; asked: string[] } {
  const asked: string[] = []
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket.setNoDelay(true))
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
  })
  const proxy: TestProxy = {
    port: 0,
    mood: 'work',
    refusal: null,
    asked,
    openSockets: () => sockets.size,
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise<void>((resolve) => {
        server.close(() => {
          resolve()
        })
      })
    },
  }
  return { proxy, asked }
}

async function listen(server: Server | HttpServer, proxy: TestProxy): Promise<TestProxy> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A listening TCP server's address is an object; a string stands for pipes.
  proxy.port = (server.address() as AddressInfo).port
  return proxy
}
