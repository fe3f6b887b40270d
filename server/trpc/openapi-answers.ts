import type { OpenAPIObject } from 'trpc-openapi'

/** What an operation may answer when it does not do what it was asked. */
export const REFUSALS = {
  400: ['BadRequest', 'The input is refused; `data.issues` names each field and what it must be.'],
  401: ['Unauthorized', 'There is no credential, or it is wrong, disabled or expired.'],
  403: ['Forbidden', 'The credential may not do this, or not for this user.'],
  404: ['NotFound', 'Something that the input names does not exist, or belongs to somebody else.'],
  409: [
    'Conflict',
    'A name is taken, somebody else has changed it meanwhile, or the first request with this Idempotency-Key is still at work.',
  ],
  413: ['PayloadTooLarge', 'The body is larger than this operation takes.'],
  422: ['UnprocessableContent', 'The Idempotency-Key was used with another input before.'],
  429: [
    'TooManyRequests',
    'Too many requests with this credential, or too many wrong credentials from this address.',
  ],
  500: ['InternalServerError', 'The hub could not do this; its log says why.'],
  503: ['ServiceUnavailable', 'The database does not answer; the request may be repeated.'],
} as const satisfies Record<number, readonly [name: string, description: string]>
export type Refusal = keyof typeof REFUSALS

export const IDEMPOTENCY_HEADER = 'Idempotency-Key'

type Components = NonNullable<OpenAPIObject['components']>

const ERROR_SCHEMA: NonNullable<Components['schemas']>[string] = {
  type: 'object',
  description: 'What every refusal looks like.',
  required: ['message', 'code'],
  properties: {
    message: { type: 'string', description: 'One sentence that says what to do about it' },
    code: { type: 'string', description: 'For programs: stays the same when the message is worded anew' },
    data: {
      type: 'object',
      description: 'Absent when no procedure was reached',
      properties: {
        code: { type: 'string' },
        httpStatus: { type: 'integer' },
        path: { type: 'string', description: 'Name of the procedure' },
        issues: {
          type: 'array',
          description: 'What is wrong with which field; absent when it is not about fields',
          items: {
            type: 'object',
            required: ['path', 'message'],
            properties: {
              path: { type: 'string', description: 'Dotted, for example `limits.usdDay`' },
              message: { type: 'string' },
              rule: {
                type: 'object',
                description:
                  'Which rule was broken, for programs that say it in their own words; absent where it has no name',
                required: ['code'],
                properties: { code: { type: 'string' }, values: { type: 'object' } },
              },
            },
          },
        },
      },
    },
  },
}

/** What operations refer to. */
export function sharedComponents(): Required<Pick<Components, 'schemas' | 'responses' | 'parameters'>> {
  return {
    schemas: { Error: ERROR_SCHEMA },
    responses: Object.fromEntries(
      Object.entries(REFUSALS).map(([status, [name, description]]) => [
        name,
        {
          description,
          ...(status === '429' && { headers: { 'Retry-After': RETRY_AFTER } }),
          content: {
            'application/json': {
              schema: { $ref: '#/components/schemas/Error' },
              example: { message: description, code: codeOf(name) },
            },
          },
        },
      ]),
    ),
    parameters: { IdempotencyKey: IDEMPOTENCY_KEY },
  }
}

const RETRY_AFTER = { description: 'Seconds to wait', schema: { type: 'integer' as const } }

const IDEMPOTENCY_KEY: NonNullable<Components['parameters']>[string] = {
  name: IDEMPOTENCY_HEADER,
  in: 'header',
  required: false,
  description:
    'Any text of at most 200 characters. The same request with the same key gets the same answer for a day and is done once: ' +
    'what was cut off may be repeated.',
  schema: { type: 'string', maxLength: 200 },
}

/** As tRPC spells it: `NotFound` is `NOT_FOUND`. */
const codeOf = (name: string): string => name.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase()

export const refusalAnswers = (statuses: readonly Refusal[]): Record<string, { $ref: string }> =>
  Object.fromEntries(
    statuses.map((status) => [String(status), { $ref: `#/components/responses/${REFUSALS[status][0]}` }]),
  )
