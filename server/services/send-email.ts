import { connect, isIP } from 'node:net'
import type { Socket } from 'node:net'
import { createTransport } from 'nodemailer'
import type { EventMessage } from '#server/domain/events'
import type { Settings } from '#server/domain/settings'
import { guardedLookup, isForbiddenHost } from '#server/platform/egress-guard'
import { renderEmail } from './render-email'
import type { SendResult } from './webhooks/send-webhook'

const DEADLINE_MS = 15_000

export type SendEmail = (to: string, message: EventMessage, deliveryId: string) => Promise<SendResult>

/** One try, by the settings as they are then. Never rejects, and reaches no link-local or metadata address.
 * @param options.verifyTls false lets a test meet a server with a certificate of its own */
export function createSendEmail(options: {
  settings: () => Pick<Settings, 'smtpHost' | 'smtpPort' | 'smtpSecurity' | 'smtpUser' | 'smtpFrom'>
  password: () => Promise<string | null>
  verifyTls?: boolean
}): SendEmail {
  const { settings, password, verifyTls = true } = options
  return async (to, message, deliveryId) => {
    const { smtpHost, smtpPort, smtpSecurity, smtpUser, smtpFrom } = settings()
    const startedAt = performance.now()
    const done = (status: number | null, problem: string | null): SendResult => ({
      status,
      problem,
      latencyMs: Math.round(performance.now() - startedAt),
      answer: '',
    })
    if (smtpHost === '' || smtpFrom === '') return done(null, 'no mail server or no sender is set')
    const bare = smtpHost.replace(/^\[|\]$/g, '')
    try {
      const pass = smtpUser === '' ? null : await password()
      const transport = createTransport({
        host: bare,
        port: smtpPort,
        secure: smtpSecurity === 'tls',
        requireTLS: smtpSecurity === 'starttls',
        ignoreTLS: smtpSecurity === 'none',
        tls: { rejectUnauthorized: verifyTls, ...(isIP(bare) === 0 && { servername: bare }) },
        ...(smtpUser !== '' && { auth: { user: smtpUser, pass: pass ?? '' } }),
        greetingTimeout: DEADLINE_MS,
        socketTimeout: DEADLINE_MS,
        getSocket: (_, callback) => {
          openSocket(bare, smtpPort).then(
            (connection) => {
              callback(null, { connection })
            },
            (error: unknown) => {
              callback(error instanceof Error ? error : new Error('no socket'), {})
            },
          )
        },
      })
      const { response } = await transport.sendMail({
        from: smtpFrom,
        to,
        // The same at each try, so that a mailbox can tell a doubled one.
        messageId: `<${deliveryId}@claude-code-hub>`,
        headers: { 'auto-submitted': 'auto-generated', 'x-cch-event': message.event },
        ...renderEmail(message),
      })
      return done(Number(response.slice(0, 3)) || null, null)
    } catch (error) {
      return done(statusOf(error), explain(error))
    }
  }
}

function openSocket(host: string, port: number): Promise<Socket> {
  // Sockets do not ask a resolver for addresses written as numbers.
  if (isForbiddenHost(host)) return Promise.reject(new Error('its address is one that is never reached'))
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, lookup: guardedLookup })
    const timer = setTimeout(() => socket.destroy(new Error('timeout')), DEADLINE_MS)
    socket.once('error', reject)
    socket.once('connect', () => {
      clearTimeout(timer)
      socket.off('error', reject)
      resolve(socket)
    })
    socket.once('close', () => {
      clearTimeout(timer)
    })
  })
}

const statusOf = (error: unknown): number | null =>
  error instanceof Error && 'responseCode' in error && typeof error.responseCode === 'number'
    ? error.responseCode
    : null

/** @see https://nodemailer.com/errors/ */
const WORDS: Record<string, string> = {
  EAUTH: 'the mail server did not accept the name and the password',
  EENVELOPE: 'the mail server refused the sender or the recipient',
  EMESSAGE: 'the mail server refused the message',
  ETLS: 'the mail server offered no encryption that could be used',
  ETIMEDOUT: 'the mail server did not answer in time',
  ENOTFOUND: 'the name of the mail server was not found',
  EDNS: 'the name of the mail server was not found',
  ECONNREFUSED: 'the mail server refused the connection',
}

/** Never the error's own words, which may quote what was said. */
function explain(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  // The socket's own, where there was one.
  const cause = error instanceof Error && 'originalCode' in error ? String(error.originalCode) : ''
  if (/CERT|ALTNAME|SIGNATURE/.test(cause)) return 'the certificate of the mail server was not accepted'
  const status = statusOf(error)
  const words = WORDS[code] ?? 'the mail could not be handed over'
  return status === null ? words : `${words} (${String(status)})`
}
