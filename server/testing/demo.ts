/** `npm run demo`: the hub with two simulated providers, one of them failing, a user and a key; one request is streamed
 * through it and fails over on its way, a few more fill the console. Needs no account and leaves nothing behind but a temporary folder. */
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const say = (text: string) => process.stdout.write(text)
const port = Number(process.env['PORT'] ?? 23_000)
const hubUrl = `http://127.0.0.1:${String(port)}`
const adminToken = `demo-${randomBytes(9).toString('base64url')}`
const answerWords = (name: string) =>
  `Hello! This answer comes from the simulated provider "${name}". It was streamed through the hub word by word, metered on its way, and written to the request log.`.split(
    ' ',
  )

/** A provider that streams a short answer in Anthropic's protocol, or begins one and then fails. */
function startProvider(name: string, fails: boolean): Promise<string> {
  const server = createServer((request, response) => {
    request.resume()
    request.on('end', () => {
      if (fails) failAnswer(response)
      else void streamAnswer(response, name)
    })
  })
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      // A server that listens on a port has an address of this form.
      resolve(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}`)
    })
  })
}

const event = (type: string, fields: object) =>
  `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`

function failAnswer(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  response.end(event('error', { error: { type: 'overloaded_error', message: 'Overloaded' } }))
}

async function streamAnswer(response: ServerResponse, name: string): Promise<void> {
  const send = (type: string, fields: object) => response.write(event(type, fields))
  const words = answerWords(name)
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  const usage = {
    input_tokens: 24,
    cache_read_input_tokens: 1_800,
    cache_creation_input_tokens: 0,
    output_tokens: 1,
  }
  send('message_start', {
    message: { id: 'msg_demo', type: 'message', role: 'assistant', model: 'claude-demo', content: [], usage },
  })
  send('content_block_start', { index: 0, content_block: { type: 'text', text: '' } })
  for (const word of words) {
    send('content_block_delta', { index: 0, delta: { type: 'text_delta', text: `${word} ` } })
    await pause(40)
  }
  send('content_block_stop', { index: 0 })
  send('message_delta', { delta: { stop_reason: 'end_turn' }, usage: { output_tokens: words.length } })
  send('message_stop', {})
  response.end()
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

async function untilReady(): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    const ready = await fetch(`${hubUrl}/readyz`).then(
      (response) => response.ok,
      () => false,
    )
    if (ready) return
    await pause(200)
  }
  throw new Error('the hub did not start')
}

async function post(path: string, body: object): Promise<Record<string, string>> {
  const headers = { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' }
  const response = await fetch(`${hubUrl}/api/actions${path}`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`${path} answered ${String(response.status)}: ${await response.text()}`)
  // The hub's own REST API: objects with text fields among others.
  return (await response.json()) as Record<string, string>
}

/** @returns the request's id */
async function ask(key: string, session: string, print: boolean): Promise<string> {
  const headers = {
    'x-api-key': key,
    'content-type': 'application/json',
    'anthropic-version': '2023-06-01',
    'x-session-id': session,
  }
  const body = JSON.stringify({
    model: 'claude-demo',
    max_tokens: 200,
    stream: true,
    messages: [{ role: 'user', content: 'Hello?' }],
  })
  const response = await fetch(`${hubUrl}/v1/messages`, { method: 'POST', headers, body })
  let rest = ''
  const requestId = response.headers.get('x-cch-request-id') ?? ''
  if (!response.body) return requestId
  // Node's web streams can be iterated; the DOM's types do not say so.
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    rest += Buffer.from(chunk).toString('utf8')
    for (const [whole, text = '""'] of rest.matchAll(/"text_delta","text":("(?:[^"\\]|\\.)*")\}\}\n\n/g)) {
      if (print) say(String(JSON.parse(text)))
      rest = rest.slice(rest.indexOf(whole) + whole.length)
    }
  }
  return requestId
}

/** The decision trace of a request, a line an attempt. Its row is written a moment after its answer. */
async function explain(requestId: string): Promise<string> {
  const headers = { authorization: `Bearer ${adminToken}` }
  for (let tries = 0; tries < 50; tries++) {
    const response = await fetch(`${hubUrl}/api/actions/logs/${requestId}/explain`, { headers })
    if (response.ok) {
      // The hub's own REST API promises this shape.
      const { attempts } = (await response.json()) as {
        attempts: { providerName: string | null; outcome: string; durationMs: number }[]
      }
      return attempts
        .map(
          ({ providerName, outcome, durationMs }, i) =>
            `  ${String(i + 1)}. ${providerName ?? 'nobody'}: ${outcome} after ${String(durationMs)} ms\n`,
        )
        .join('')
    }
    await pause(50)
  }
  return ''
}

const folder = mkdtempSync(join(tmpdir(), 'cch-demo-'))
const start = fileURLToPath(new URL('../start.mjs', import.meta.url))
const env = {
  PATH: process.env['PATH'] ?? '',
  HOST: '127.0.0.1',
  PORT: String(port),
  DATA_DIR: join(folder, 'data'),
  ADMIN_TOKEN: adminToken,
  LOG_LEVEL: 'error',
  NODE_ENV: 'production' as const,
}
const hub = spawn(process.execPath, [start], { stdio: ['ignore', 'inherit', 'inherit'], env })
const stop = () => {
  hub.kill('SIGTERM')
}
process.on('SIGINT', stop)
process.on('SIGTERM', stop)
hub.on('exit', (code) => {
  rmSync(folder, { recursive: true, force: true })
  process.exit(code ?? 0)
})

process.on('exit', stop)
await untilReady()
for (const [priority, name] of ['Simulated North', 'Simulated South'].entries())
  await post('/providers', {
    name,
    type: 'claude',
    baseUrl: await startProvider(name, priority === 0),
    apiKey: `demo-${randomBytes(9).toString('base64url')}`,
    priority,
  })
const { id: userId = '' } = await post('/users', { name: 'Newcomer', note: 'Made by the demo' })
const { key = '' } = await post('/keys', { userId, name: 'Demo' })

say('  A request, streamed through the hub:\n\n  ')
const requestId = await ask(key, 'demo-1', true)
say(`\n\n  How it got there:\n${await explain(requestId)}`)
await Promise.all(Array.from({ length: 8 }, (_, i) => ask(key, `demo-${String(i + 2)}`, false)))
say(`\n\n  Eight more went by without being shown. See them all in the console:
  ${hubUrl}   admin token: ${adminToken}

  Or point a client at it:
  ANTHROPIC_BASE_URL=${hubUrl} ANTHROPIC_AUTH_TOKEN=${key} claude

  Ctrl-C ends the demo and removes its data.\n`)
