import { request as httpRequest } from 'node:http'
import type { Agent, ClientRequest, IncomingHttpHeaders, IncomingMessage } from 'node:http'

export interface SendOptions {
  method?: string
  headers?: Record<string, string | string[]>
  body?: string | Buffer | undefined
  /** Send the body chunked instead of with its length. */
  chunked?: boolean
  agent?: Agent
}

export interface ClientAnswer {
  status: number
  headers: IncomingHttpHeaders
  rawHeaders: readonly string[]
  body: Buffer
  text: string
  /** False when the connection was cut before the answer's end. */
  complete: boolean
  reusedSocket: boolean
  /** The answer's JSON, as an object. */
  json(): Record<string, unknown>
}

/** One request over a bare node:http client, which adds and hides nothing. Rejects when no answer began. */
export async function send(url: string, options: SendOptions = {}): Promise<ClientAnswer> {
  const { request, response } = await open(url, options)
  const chunks: Buffer[] = []
  const complete = await new Promise<boolean>((resolve) => {
    response.on('data', (chunk: Buffer) => chunks.push(chunk))
    response.on('error', () => {
      resolve(false)
    })
    response.on('close', () => {
      resolve(response.complete)
    })
  })
  const body = Buffer.concat(chunks)
  const text = body.toString('utf8')
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    rawHeaders: response.rawHeaders,
    body,
    text,
    complete,
    reusedSocket: request.reusedSocket,
    // Every JSON answer of the hub is an object; tests look at its fields.
    json: () => JSON.parse(text) as Record<string, unknown>,
  }
}

export interface OpenAnswer {
  request: ClientRequest
  response: IncomingMessage
}

/** Send a request and resolve at the answer's head, nothing of the body read yet. */
export function open(url: string, options: SendOptions = {}): Promise<OpenAnswer> {
  return new Promise((resolve, reject) => {
    const request = start(url, options)
    request.on('error', reject)
    request.on('response', (response) => {
      resolve({ request, response })
    })
  })
}

/** Send a request whose answer nobody waits for; the test decides when to leave. */
export function start(url: string, options: SendOptions = {}): ClientRequest {
  const { method = 'POST', headers = {}, body, chunked = false, agent } = options
  const length = body === undefined || chunked ? {} : { 'content-length': String(Buffer.byteLength(body)) }
  const request = httpRequest(url, { method, headers: { ...headers, ...length }, ...(agent && { agent }) })
  request.on('error', () => undefined)
  if (body !== undefined) request.write(body)
  return request.end()
}
