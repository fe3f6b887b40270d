import { Agent, request } from 'undici'
import { breach } from '#server/domain/broken-rule'
import type { BrokenRule, RuleCode } from '#server/domain/broken-rule'
import { ForbiddenAddressError, guardedConnect } from '#server/platform/egress-guard'
import { ServiceError } from './service-error'

const DEADLINE_MS = 30_000
const CONNECT_DEADLINE_MS = 10_000
/** LiteLLM's table was 1.6 MB in 2026. */
const MAX_BYTES = 16_777_216

/** @param signal aborted when nobody wants it any more
 * @returns the text at an address
 * @throws ServiceError invalid: why it cannot be had */
export type FetchPriceTable = (url: string, signal?: AbortSignal) => Promise<string>

/** Reads a public address, and no other: not those of this machine or its network, whatever name they hide behind.
 * Redirects are not followed.
 * @param options.publicOnly false lets a test read from this machine */
export function createFetchPriceTable({ publicOnly = true } = {}): FetchPriceTable {
  return async (url, given) => {
    const deadline = AbortSignal.timeout(DEADLINE_MS)
    const dispatcher = new Agent({ connect: guardedConnect({ timeoutMs: CONNECT_DEADLINE_MS, publicOnly }) })
    try {
      const answer = await request(url, {
        dispatcher,
        headers: { accept: 'application/json, text/plain' },
        signal: given ? AbortSignal.any([deadline, given]) : deadline,
      })
      if (answer.statusCode !== 200) {
        await answer.body.dump()
        const status = answer.statusCode
        throw refusal('tableStatus', `answered with status ${String(status)}`, { status })
      }
      return await readCapped(answer.body)
    } catch (error) {
      throw explain(error)
    } finally {
      await dispatcher.destroy()
    }
  }
}

async function readCapped(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.length
    if (size > MAX_BYTES) throw refusal('tableTooLong', 'answered with more than 16 MB')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

const refusal = (code: RuleCode, what: string, values?: BrokenRule['values']): ServiceError =>
  ServiceError.invalid([{ path: 'source', ...breach(code, `the address of the table ${what}`, values) }])

/** Never the error's own words, which may tell of the network. */
function explain(error: unknown): unknown {
  if (error instanceof ServiceError) return error
  if (error instanceof ForbiddenAddressError) return refusal('tableNotPublic', 'is not a public one')
  if (error instanceof Error && error.name === 'TimeoutError')
    return refusal('tableLate', 'did not answer in time')
  return refusal('tableUnreachable', 'could not be reached')
}
