import type { ServerResponse } from 'node:http'

export interface Readiness {
  /** The process can serve; false while it starts and while it shuts down. */
  ready: boolean
  /** It serves, but something it would rather have is missing. */
  degraded: readonly string[]
}

/** /healthz says that the process lives; nothing else may make it fail, or an orchestrator restarts it for a lost database. */
export function answerHealth(response: ServerResponse): void {
  send(response, 200, { status: 'ok' })
}

/** /readyz says whether to send it requests. */
export function answerReadiness(response: ServerResponse, { ready, degraded }: Readiness): void {
  if (!ready) send(response, 503, { status: 'not ready' })
  else send(response, 200, degraded.length > 0 ? { status: 'degraded', degraded } : { status: 'ok' })
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
  response.end(response.req.method === 'HEAD' ? undefined : JSON.stringify(body))
}
