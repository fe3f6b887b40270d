import type { ErrorAnswer, ErrorEncoder } from '../ir/error-answer'
import { openAiError, openAiHeaders } from '../ir/openai-error'

export const responsesErrors: ErrorEncoder = {
  body: (error) => JSON.stringify({ error: openAiError(error) }),
  streamEvent: (error) => `event: response.failed\ndata: ${JSON.stringify(failedResponse(error))}\n\n`,
  headers: openAiHeaders,
}

/** @see https://platform.openai.com/docs/api-reference/responses-streaming/response/failed */
function failedResponse(error: ErrorAnswer): unknown {
  const { code, message } = openAiError(error)
  return {
    type: 'response.failed',
    response: {
      id: `resp_${error.requestId}`,
      object: 'response',
      status: 'failed',
      error: { code, message },
      output: [],
    },
  }
}
