import type { ErrorEncoder } from '../ir/error-answer'
import { openAiError, openAiHeaders } from '../ir/openai-error'

export const chatErrors: ErrorEncoder = {
  body: (error) => JSON.stringify({ error: openAiError(error) }),
  // No [DONE] after an error: a client must not take the answer for complete.
  streamEvent: (error) => `data: ${JSON.stringify({ error: openAiError(error) })}\n\n`,
  headers: openAiHeaders,
}
