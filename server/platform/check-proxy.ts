import { ForbiddenAddressError } from './egress-guard'
import { openThroughProxy } from './proxy-connect'
import { codeOf, ProxyError } from './proxy-error'
import type { ProxyFailure } from './proxy-error'

export interface ProxyCheck {
  ok: boolean
  /** Until HTTP could be spoken with the target, or until it failed. */
  latencyMs: number
  /** null when it works. `target` and `tls` may also be the fault of the host behind the proxy; the message tells. */
  reason: ProxyFailure | 'forbidden' | null
  /** For the admin; never holds the proxy's credentials. */
  message: string
}

/** Whether a host can be reached through a proxy: connects, TLS included, and sends nothing (FR-034).
 * @param options.target a URL of the host; only its scheme, host and port count
 * @param options.ca     authorities to trust instead of the system's */
export async function checkProxy(options: {
  proxyUrl: string
  target: string
  timeoutMs: number
  monotonicMs?: () => number
  ca?: string
}): Promise<ProxyCheck> {
  const { proxyUrl, timeoutMs, ca, monotonicMs = () => performance.now() } = options
  const { protocol, hostname, port } = new URL(options.target)
  const startedMs = monotonicMs()
  const conclude = (verdict: Pick<ProxyCheck, 'reason' | 'message'>): ProxyCheck => {
    return { ok: verdict.reason === null, latencyMs: Math.round(monotonicMs() - startedMs), ...verdict }
  }
  try {
    const socket = await openThroughProxy({ proxyUrl, timeoutMs, ca }, { protocol, hostname, port })
    socket.destroy()
    return conclude({ reason: null, message: 'The host can be reached through the proxy.' })
  } catch (error) {
    return conclude(explain(error))
  }
}

function explain(error: unknown): Pick<ProxyCheck, 'reason' | 'message'> {
  if (error instanceof ProxyError) return { reason: error.reason, message: error.message }
  if (error instanceof ForbiddenAddressError) return { reason: 'forbidden', message: `${error.message}.` }
  const code = error instanceof Error ? codeOf(error) : 'unknown error'
  if (code === 'ENOTFOUND' || code.startsWith('EAI_'))
    return { reason: 'target', message: `The host name behind the proxy could not be looked up (${code}).` }
  return { reason: 'tls', message: `The TLS handshake with the host behind the proxy failed (${code}).` }
}
