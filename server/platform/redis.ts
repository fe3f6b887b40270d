import { Redis } from 'ioredis'

export interface RedisClientOptions {
  /** `redis://` or `rediss://` (TLS), `[user:password@]host[:port][/db]`. Never logged. */
  url: string
  /** What is wrong with the connection, without any secret; called for every failed try. */
  onTrouble?: (reason: string) => void
}

const CONNECT_TIMEOUT_MS = 2_000
const FIRST_RETRY_MS = 50
const LAST_RETRY_MS = 1_000
/** A connection that lived this long was a good one: the next retry begins small again. */
const STABLE_MS = 5_000

/** One connection to Redis, which comes back by itself and never queues: a command without a connection fails at once,
 * and one whose connection breaks fails then.
 * @throws Error when the URL is not usable; the message does not repeat it */
export function createRedisClient({ url, onTrouble }: RedisClientOptions): Redis {
  assertRedisUrl(url)
  let retries = 0
  let readyAtMs = Infinity
  const client = new Redis(url, {
    enableOfflineQueue: false,
    // Both together: what was in flight when the connection broke is rejected at once, and never sent a second time.
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    autoResubscribe: false,
    // Without INFO and CLIENT before "ready", no command stands between a slow server and the first deadline. Loading
    // from disk shows in the answers.
    enableReadyCheck: false,
    disableClientInfo: true,
    connectTimeout: CONNECT_TIMEOUT_MS,
    // How long a connection that is being hung up may wait for the other side's FIN.
    disconnectTimeout: 200,
    keepAlive: 10_000,
    // ioredis resets its own count as soon as the socket is open, before a refused password shows.
    retryStrategy() {
      if (performance.now() - readyAtMs > STABLE_MS) retries = 0
      readyAtMs = Infinity
      retries += 1
      return Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** (retries - 1))
    },
    // After a failover the old primary is a replica, and the name may lead to the new one by now.
    // The code is the first word of an error reply: https://redis.io/docs/latest/develop/reference/protocol-spec/#simple-errors
    reconnectOnError: (error) => error.message.startsWith('READONLY '),
  })
  client.on('ready', () => {
    readyAtMs = performance.now()
  })
  // Without a listener ioredis prints to the console. Only the message leaves here: the error of a refused AUTH carries
  // the password as an argument.
  client.on('error', (error: Error) => {
    onTrouble?.(error.message)
  })
  return client
}

function assertRedisUrl(url: string): void {
  const protocol = URL.canParse(url) ? new URL(url).protocol : null
  if (protocol !== 'redis:' && protocol !== 'rediss:')
    throw new Error('the Redis URL must look like redis://host:6379 or rediss://host:6379')
}

/** Redis did not answer within its deadline. */
export class RedisDeadlineError extends Error {
  constructor(deadlineMs: number) {
    super(`no answer within ${deadlineMs} ms`)
    this.name = 'RedisDeadlineError'
  }
}

/** Wait for `work`, but no longer than the deadline; what comes later is dropped.
 * @throws RedisDeadlineError */
export function withDeadline<T>(work: Promise<T>, deadlineMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      // After a stall of this process timers run first, though the answer is in the socket already. One turn of the
      // event loop reads it, so that only Redis is blamed for what Redis did.
      setImmediate(() => {
        reject(new RedisDeadlineError(deadlineMs))
      })
    }, deadlineMs)
    work.then(
      (value) => {
        clearTimeout(timer)
        resolve(value)
      },
      (error: unknown) => {
        clearTimeout(timer)
        reject(error instanceof Error ? error : new Error(String(error)))
      },
    )
  })
}
