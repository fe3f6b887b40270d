const MAX_NAME_LENGTH = 100
const MAX_DETAILS = 20

/** Every name that the JSON body of an answer gives its error, in no particular order: Anthropic's `error.type`; OpenAI's
 * `error.type` and `error.code`, also below `response` and flat in an error event; Google's `error.status` and the
 * `reason` of its details, also in an array (streams without SSE).
 * @param body a whole JSON text; of anything else nothing is read
 * @see wire formats: https://docs.anthropic.com/en/api/errors, https://platform.openai.com/docs/guides/error-codes,
 * https://cloud.google.com/apis/design/errors */
export function readErrorNames(body: string): string[] {
  const parsed = parse(body)
  const answer: unknown = Array.isArray(parsed) ? parsed[0] : parsed
  const names: string[] = []
  if (isRecord(answer)) {
    const { error, response } = answer
    if (isRecord(error)) addNames(names, error)
    else addNames(names, answer)
    if (isRecord(response) && isRecord(response.error)) addNames(names, response.error)
  }
  return names
}

function addNames(names: string[], error: Record<string, unknown>): void {
  for (const name of [error.type, error.code, error.status]) addName(names, name)
  const details: unknown[] = Array.isArray(error.details) ? error.details.slice(0, MAX_DETAILS) : []
  for (const detail of details) if (isRecord(detail)) addName(names, detail.reason)
}

/** Numbers repeat the status, and `error` is only the kind of the event. */
function addName(names: string[], name: unknown): void {
  if (typeof name === 'string' && name !== '' && name !== 'error') names.push(name.slice(0, MAX_NAME_LENGTH))
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null
