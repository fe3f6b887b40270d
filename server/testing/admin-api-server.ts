import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { createAdminApi } from '#server/http/admin-api'
import { createAdminHarness } from './admin-harness'
import type { AdminHarness } from './admin-harness'

export interface Answer {
  status: number
  headers: Headers
  body: Record<string, unknown>
}

/** The admin API on a real socket, over an empty database. */
export interface AdminApiServer {
  harness: AdminHarness
  origin: string
  /** Texts of everything that was answered, to look for canaries in. */
  answers: string[]
  /** What the log would have been told. */
  failures: unknown[]
  /** Any request. @throws Error when the answer is not JSON */
  send(path: string, init?: RequestInit): Promise<Answer>
  /** A REST call with the admin token; `path` begins below /api/actions. */
  call(method: string, path: string, body?: unknown): Promise<Answer>
  /** A POST that must succeed. */
  create(path: string, body: object): Promise<Record<string, unknown> & { id: string }>
  close(): Promise<void>
}

export async function startAdminApi(): Promise<AdminApiServer> {
  const harness = await createAdminHarness()
  const answers: string[] = []
  const failures: unknown[] = []
  const onError = (error: unknown) => failures.push(error)
  const app = express()
  // Tests say from where they call, so that what they get wrong counts for another address each time.
  app.set('trust proxy', true)
  app.use(createAdminApi({ services: harness.services, version: '1.2.3', publicUrl: null, onError }))
  const server = await new Promise<Server>((resolve) => {
    const listening = app.listen(0, '127.0.0.1', () => {
      resolve(listening)
    })
  })
  // A listening TCP server's address is an object; a string stands for pipes.
  const origin = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`

  const send = async (path: string, init: RequestInit = {}): Promise<Answer> => {
    const response = await fetch(`${origin}${path}`, init)
    const text = await response.text()
    answers.push(text)
    if (!response.headers.get('content-type')?.startsWith('application/json'))
      throw new Error(`${path} was not answered with JSON: ${text}`)
    // Every answer of the admin API is an object; the tests look at its fields.
    return { status: response.status, headers: response.headers, body: JSON.parse(text) as Answer['body'] }
  }

  const call = (method: string, path: string, body?: unknown): Promise<Answer> => {
    const authorization = `Bearer ${harness.adminToken}`
    if (body === undefined) return send(`/api/actions${path}`, { method, headers: { authorization } })
    const headers = { authorization, 'content-type': 'application/json' }
    return send(`/api/actions${path}`, { method, headers, body: JSON.stringify(body) })
  }

  return {
    harness,
    origin,
    answers,
    failures,
    send,
    call,
    async create(path, body) {
      const { status, body: made } = await call('POST', path, body)
      if (status !== 200) throw new Error(`${path} was refused: ${JSON.stringify(made)}`)
      return { ...made, id: String(made.id) }
    },
    async close() {
      server.closeAllConnections()
      server.close()
      await harness.close()
    },
  }
}
