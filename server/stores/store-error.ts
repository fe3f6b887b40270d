/** `unavailable` means the database is away or too busy: the same call may succeed later. */
export type StoreErrorCode = 'bad_cursor' | 'conflict' | 'not_found' | 'unavailable'

export class StoreError extends Error {
  readonly code: StoreErrorCode

  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'StoreError'
    this.code = code
  }
}

/** @see https://www.prisma.io/docs/orm/reference/error-reference */
const CODES: Record<string, [StoreErrorCode, string]> = {
  P2002: ['conflict', 'another one has the same name'],
  P2003: ['not_found', 'it refers to something that does not exist'],
  P2025: ['not_found', 'it does not exist'],
  P2024: ['unavailable', 'no database connection became free in time'],
  P2028: ['unavailable', 'the database transaction could not be completed'],
  P2034: ['unavailable', 'the database transaction met another one'],
}

/** Run one store operation and turn what the database says into a StoreError; anything else is a defect and stays as it is. */
export async function attempt<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw toStoreError(error)
  }
}

function toStoreError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof StoreError) return error
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  const known = CODES[code]
  if (known) return new StoreError(known[0], known[1], { cause: error })
  // P1xxx: connecting. The named classes carry what the driver could not put into a code.
  const away = /^P1\d{3}$/.test(code) || AWAY_CLASSES.has(error.name)
  return away ? new StoreError('unavailable', 'the database cannot be reached', { cause: error }) : error
}

const AWAY_CLASSES = new Set([
  'DriverAdapterError',
  'PrismaClientInitializationError',
  'PrismaClientUnknownRequestError',
])
