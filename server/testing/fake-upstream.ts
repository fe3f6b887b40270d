import { createServer } from 'node:http'
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

/** Send the head alone. */
export const HEAD = { act: 'head' } as const
/** Say nothing more and keep the connection open. */
export const STALL = { act: 'stall' } as const
/** Send RST. */
export const RESET = { act: 'reset' } as const
/** Close the connection without a proper end. */
export const CUT = { act: 'cut' } as const

/** What an upstream does, in order. The head goes out with the first bytes, or at the end, or at HEAD. Every text or buffer
 * is one chunk of the chunked coding, so its boundaries reach the hub's parser exactly. */
export type UpstreamStep =
  | string
  | Buffer
  | typeof HEAD
  | typeof STALL
  | typeof RESET
  | typeof CUT
  | { pauseMs: number }
  | { until: Promise<unknown> }

export interface UpstreamAnswer {
  /** 200 by default. */
  status?: number
  /** Names may repeat, so a list of pairs; `content-type` is application/json by default. */
  headers?: readonly (readonly [name: string, value: string])[]
  /** Lazy, so that an answer may be far larger than memory. A properly ended answer follows the last step. */
  steps: Iterable<UpstreamStep>
}

/** One request as the upstream got it. */
export interface UpstreamRequest {
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
  /** name, value, name, value … as they came */
  readonly rawHeaders: readonly string[]
  readonly body: Buffer
  /** When its head came, epoch milliseconds. */
  readonly startedAtMs: number
  /** Bytes of the answer that the socket has taken so far. */
  bytesSent: number
  /** When the caller closed the connection before the answer's end, epoch milliseconds. */
  abortedAtMs: number | null
  /** The answer was sent to its end. */
  finished: boolean
}

type AnswerFor = (request: UpstreamRequest) => UpstreamAnswer

/** A provider on a real socket that does as each test says and remembers everything that it was sent. */
export interface FakeUpstream {
  origin: string
  /** Since the start or the last `forget`, in the order of their heads. */
  requests: readonly UpstreamRequest[]
  /** @throws Error when there is none */
  last(): UpstreamRequest
  forget(): void
  /** From now on, answer so. */
  answer(answer: UpstreamAnswer | AnswerFor): void
  openSockets(): number
  /** Requests that were neither answered to the end nor aborted. */
  underWay(): number
  close(): Promise<void>
}

export async function startFakeUpstream(): Promise<FakeUpstream> {
  let answerFor: AnswerFor = () => ({ status: 500, steps: ['{"error":"the test gave no answer"}'] })
  let requests: UpstreamRequest[] = []
  const sockets = new Set<Socket>()

  const server = createServer((request, response) => {
    const recorded = newRecord(request)
    requests.push(recorded)
    response.on('close', () => {
      if (!recorded.finished) recorded.abortedAtMs = Date.now()
    })
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const whole = Object.assign(recorded, { body: Buffer.concat(chunks) })
      void perform(answerFor(whole), whole, response)
    })
  })
  server.keepAliveTimeout = 60_000
  server.on('connection', (socket: Socket) => {
    sockets.add(socket.setNoDelay(true))
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  // A listening TCP server's address is an object; a string stands for pipes.
  const { port } = server.address() as AddressInfo

  return {
    origin: `http://127.0.0.1:${String(port)}`,
    get requests() {
      return requests
    },
    last() {
      const last = requests.at(-1)
      if (!last) throw new Error('The upstream was not called')
      return last
    },
    forget() {
      requests = []
    },
    answer(answer) {
      answerFor = typeof answer === 'function' ? answer : () => answer
    },
    openSockets: () => sockets.size,
    underWay: () => requests.filter(({ finished, abortedAtMs }) => !finished && abortedAtMs === null).length,
    close() {
      server.closeAllConnections()
      return new Promise((resolve) => {
        server.close(() => {
          resolve()
        })
      })
    },
  }
}

function newRecord(request: IncomingMessage): UpstreamRequest {
  return {
    method: request.method ?? '',
    url: request.url ?? '',
    headers: request.headers,
    rawHeaders: request.rawHeaders,
    body: Buffer.alloc(0),
    startedAtMs: Date.now(),
    bytesSent: 0,
    abortedAtMs: null,
    finished: false,
  }
}

async function perform(
  answer: UpstreamAnswer,
  recorded: UpstreamRequest,
  response: ServerResponse,
): Promise<void> {
  const { status = 200, headers = [], steps } = answer
  const typed = headers.some(([name]) => name.toLowerCase() === 'content-type')
  const given = typed ? headers : [['content-type', 'application/json'] as const, ...headers]
  const sendHead = () => {
    if (!response.headersSent) response.writeHead(status, given.flat())
  }
  for (const step of steps) {
    if (response.destroyed) return
    if (step === STALL) return
    if (step === RESET) {
      response.socket?.resetAndDestroy()
      return
    }
    if (step === CUT) {
      response.socket?.destroy()
      return
    }
    if (step === HEAD) {
      sendHead()
      response.flushHeaders()
    } else if (typeof step === 'string' || Buffer.isBuffer(step)) {
      sendHead()
      await write(response, Buffer.from(step), recorded)
    } else await pause(step)
  }
  sendHead()
  recorded.finished = true
  response.end()
}

/** Resolves when more may be written, or when the connection is gone. */
async function write(response: ServerResponse, bytes: Buffer, recorded: UpstreamRequest): Promise<void> {
  const flowing = response.write(bytes)
  recorded.bytesSent += bytes.length
  if (flowing || response.destroyed) return
  await new Promise<void>((resolve) => {
    const done = () => {
      response.off('drain', done).off('close', done)
      resolve()
    }
    response.on('drain', done).on('close', done)
  })
}

function pause(step: Exclude<UpstreamStep, string | Buffer>): Promise<unknown> {
  if ('until' in step) return step.until
  return new Promise((resolve) => setTimeout(resolve, 'pauseMs' in step ? step.pauseMs : 0))
}
