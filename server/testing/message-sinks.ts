import { createServer } from 'node:http'
import type { IncomingHttpHeaders } from 'node:http'
import type { AddressInfo, Server } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { selfSigned } from './self-signed'

export interface HeardRequest {
  path: string
  headers: IncomingHttpHeaders
  body: string
}

/** Hears whatever it is sent, and answers as it is told. */
export interface HttpSink {
  origin: string
  heard: HeardRequest[]
  answer: { status: number; body: string; headers?: Record<string, string> }
  close(): Promise<void>
}

export async function startHttpSink(): Promise<HttpSink> {
  const sink: Pick<HttpSink, 'heard' | 'answer'> = { heard: [], answer: { status: 200, body: 'ok' } }
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString()
      sink.heard.push({ path: request.url ?? '', headers: request.headers, body })
      response.writeHead(sink.answer.status, sink.answer.headers).end(sink.answer.body)
    })
  })
  const port = await listening(server)
  return Object.assign(sink, {
    origin: `http://127.0.0.1:${String(port)}`,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  })
}

export interface HeardMail {
  from: string
  to: string[]
  /** Head and body as they came. */
  source: string
  /** Over TLS. */
  secure: boolean
  user: string
}

/** A mail server that keeps what it takes, from one user. */
export interface MailSink {
  port: number
  mails: HeardMail[]
  /** Said to the next senders instead of taking their mail. */
  refusal: { code: number; text: string } | null
  close(): Promise<void>
}

export const MAIL_USER = 'hub'
export const MAIL_PASSWORD = 'zq7canary+smtp/password=='

/** @param security `starttls` and `tls` with a certificate that signs itself */
export async function startMailSink(security: 'none' | 'starttls' | 'tls' = 'none'): Promise<MailSink> {
  const sink: Pick<MailSink, 'mails' | 'refusal'> = { mails: [], refusal: null }
  const server = new SMTPServer({
    ...selfSigned(['127.0.0.1']),
    secure: security === 'tls',
    hideSTARTTLS: security === 'none',
    allowInsecureAuth: security === 'none',
    authOptional: true,
    onAuth({ username, password }, _, callback) {
      if (username === MAIL_USER && password === MAIL_PASSWORD) callback(null, { user: username })
      else callback(new Error('Invalid username or password'))
    },
    onData(stream, session, callback) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const { refusal } = sink
        if (refusal) {
          callback(Object.assign(new Error(refusal.text), { responseCode: refusal.code }))
          return
        }
        const { mailFrom, rcptTo } = session.envelope
        sink.mails.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          source: Buffer.concat(chunks).toString(),
          secure: session.secure,
          user: String(session.user ?? ''),
        })
        callback()
      })
    },
  })
  // A client that does not believe the certificate hangs up, which is what some tests are about.
  server.on('error', () => undefined)
  const port = await listening(server.server)
  return Object.assign(sink, {
    port,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(resolve)
      }),
  })
}

const listening = (server: Server): Promise<number> =>
  new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      // A listening TCP server's address is an object; a string stands for pipes.
      resolve((server.address() as AddressInfo).port)
    })
  })
