import { GatewayError } from '#server/domain/errors'
import { TOP_LEVEL_MEMBERS } from '#server/platform/json-paths'
import { JsonWalker } from '#server/platform/json-walker'
import type { ByteRange, RequestBody } from '../exchange'

/** Members on which access is decided. Two readers may each take another one of a pair, so a pair is refused. */
const DECISIVE = new Set(['model', 'stream', 'request'])

/** One walker for all bodies: a scan never waits, so no two are under way at once. */
let note: (name: string, range: ByteRange) => void = () => undefined
const walker = new JsonWalker({
  paths: TOP_LEVEL_MEMBERS,
  maxCaptureBytes: 0,
  strict: true,
  onValue: ({ name, start, end }) => {
    note(name, { start, end })
  },
})

/** Scan the top level of a JSON object once; nothing is parsed and the bytes stay as they are.
 * @throws GatewayError invalid_json */
export function scanBody(bytes: Buffer): RequestBody {
  const members = new Map<string, ByteRange>()
  const repeated: string[] = []
  note = (name, range) => {
    if (members.has(name) && DECISIVE.has(name)) repeated.push(name)
    members.set(name, range)
  }
  walker.reset()
  walker.feed(bytes)
  if (!walker.finish()) throw invalid('The body is not valid JSON.')
  if (firstByte(bytes) !== 0x7b) throw invalid('The body must be a JSON object.')
  if (repeated.length > 0) throw invalid(`The body has "${repeated.join('" and "')}" more than once.`)
  return createBody(bytes, members)
}

/** The body of a request that has none. */
export const emptyBody = (): RequestBody => createBody(Buffer.alloc(0), new Map())

function createBody(bytes: Buffer, members: ReadonlyMap<string, ByteRange>): RequestBody {
  return {
    bytes,
    members,
    text(name) {
      const range = members.get(name)
      if (!range || bytes[range.start] !== 0x22) return null
      const value = parse(bytes.toString('utf8', range.start, range.end))
      return typeof value === 'string' ? value : null
    },
    // Not kept: a long conversation's tree that waits for its answer costs more to collect than to parse again for a retry.
    tree: () => parse(bytes.toString('utf8')),
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new GatewayError('invalid_json', { clientMessage: 'The body is not valid JSON.', cause })
  }
}

const invalid = (clientMessage: string): GatewayError => new GatewayError('invalid_json', { clientMessage })

/** The first byte that is no white space (RFC 8259 §2). */
function firstByte(bytes: Buffer): number | undefined {
  let at = 0
  while (bytes[at] === 0x20 || bytes[at] === 0x0a || bytes[at] === 0x0d || bytes[at] === 0x09) at += 1
  return bytes[at]
}
