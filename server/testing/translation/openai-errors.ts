import { APIError } from 'openai'
import type { MatrixClient, ToldFailure } from './talk'

/** What the `openai` package does with errors, in both of its protocols. */
export const openAiErrors: Pick<MatrixClient, 'told' | 'errorNames' | 'abortName'> = {
  told: (error) => (isApiError(error) ? toldBy(error) : null),
  errorNames: {
    400: 'BadRequestError',
    404: 'NotFoundError',
    429: 'RateLimitError',
    500: 'InternalServerError',
    502: 'InternalServerError',
    503: 'InternalServerError',
    529: 'InternalServerError',
  },
  abortName: 'APIUserAbortError',
}

/** With the class's own defaults in place of `any`. */
const isApiError = (error: unknown): error is APIError => error instanceof APIError

/** A code that repeats the type says no more than none. */
const toldBy = (error: APIError): ToldFailure => ({
  name: error.constructor.name,
  status: error.status,
  words: [error.type ?? null, error.code === error.type ? null : (error.code ?? null)],
  retryAfter: error.headers?.get('retry-after') ?? null,
  message: error.message,
})
