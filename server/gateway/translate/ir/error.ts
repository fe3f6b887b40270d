/** What kind of failure an upstream tells, in the words that all dialects share. */
export type IrErrorKind =
  | 'invalid_request'
  | 'context_length'
  | 'authentication'
  | 'billing'
  | 'permission'
  | 'not_found'
  | 'too_large'
  | 'rate_limit'
  | 'overloaded'
  | 'timeout'
  | 'server'

/** `status`: of the answer, or the one that fits when a stream or a 200 tells of the failure. `message` is the upstream's
 * own and goes to the client. */
export interface IrError {
  readonly kind: IrErrorKind
  readonly status: number
  readonly message: string
  /** The dialect's own word, for example `context_length_exceeded`. */
  readonly code: string | null
  readonly param: string | null
}

/** The kind that a status alone tells. */
export function kindOfStatus(status: number): IrErrorKind {
  switch (status) {
    case 401:
      return 'authentication'
    case 402:
      return 'billing'
    case 403:
      return 'permission'
    case 404:
      return 'not_found'
    case 413:
      return 'too_large'
    case 429:
      return 'rate_limit'
    case 408:
    case 504:
      return 'timeout'
    case 503:
    case 529:
      return 'overloaded'
    default:
      return status >= 500 ? 'server' : 'invalid_request'
  }
}
