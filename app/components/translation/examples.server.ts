import type { Dialect } from '#server/domain/dialect'
import type { TranslateInput } from '#server/trpc/schemas/translate'

type Kind = 'request' | 'response'
type Example = Pick<TranslateInput, 'body' | 'model'>

const PARAMETERS = {
  type: 'object',
  properties: { path: { type: 'string', description: 'Of the file' } },
  required: ['path'],
}

/** Small, but with a tool that was called, and with something that not every protocol can say. */
export const EXAMPLES: Record<Kind, Record<Dialect, Example>> = {
  request: {
    claude: {
      body: {
        model: 'claude-sonnet-4-5',
        max_tokens: 4096,
        top_k: 40,
        thinking: { type: 'enabled', budget_tokens: 2048 },
        system: [{ type: 'text', text: 'You are a careful editor.', cache_control: { type: 'ephemeral' } }],
        messages: [
          { role: 'user', content: 'What is in notes.txt?' },
          {
            role: 'assistant',
            content: [
              { type: 'thinking', thinking: 'I have to read it.', signature: 'ErUBCkYIBxgCIkA=' },
              { type: 'tool_use', id: 'toolu_01', name: 'read_file', input: { path: 'notes.txt' } },
            ],
          },
          {
            role: 'user',
            content: [{ type: 'tool_result', tool_use_id: 'toolu_01', content: 'Buy milk.' }],
          },
        ],
        tools: [{ name: 'read_file', description: 'Read a text file', input_schema: PARAMETERS }],
        stream: true,
      },
    },
    'openai-chat': {
      body: {
        model: 'gpt-5',
        max_completion_tokens: 4096,
        reasoning_effort: 'low',
        seed: 7,
        logit_bias: { '50256': -100 },
        messages: [
          { role: 'developer', content: 'You are a careful editor.' },
          { role: 'user', content: 'What is in notes.txt?' },
          {
            role: 'assistant',
            content: null,
            tool_calls: [
              {
                id: 'call_01',
                type: 'function',
                function: { name: 'read_file', arguments: '{"path":"notes.txt"}' },
              },
            ],
          },
          { role: 'tool', tool_call_id: 'call_01', content: 'Buy milk.' },
        ],
        tools: [
          {
            type: 'function',
            function: { name: 'read_file', description: 'Read a text file', parameters: PARAMETERS },
          },
        ],
      },
    },
    'codex-responses': {
      body: {
        model: 'gpt-5-codex',
        instructions: 'You are a careful editor.',
        reasoning: { effort: 'medium', summary: 'auto' },
        store: false,
        input: [
          {
            type: 'message',
            role: 'user',
            content: [{ type: 'input_text', text: 'Put eggs on the list in notes.txt.' }],
          },
          {
            type: 'custom_tool_call',
            call_id: 'call_01',
            name: 'apply_patch',
            input: '*** Begin Patch\n*** Update File: notes.txt\n@@\n Buy milk.\n+Buy eggs.\n*** End Patch',
          },
          { type: 'custom_tool_call_output', call_id: 'call_01', output: 'Done.' },
        ],
        tools: [{ type: 'custom', name: 'apply_patch', description: 'Change files' }, { type: 'web_search' }],
        parallel_tool_calls: false,
      },
    },
    gemini: {
      model: 'gemini-2.5-pro',
      body: {
        systemInstruction: { parts: [{ text: 'You are a careful editor.' }] },
        contents: [
          { role: 'user', parts: [{ text: 'What is in notes.txt?' }] },
          {
            role: 'model',
            parts: [
              {
                functionCall: { name: 'read_file', args: { path: 'notes.txt' } },
                thoughtSignature: 'CiQBVKhc7gkP',
              },
            ],
          },
          {
            role: 'user',
            parts: [{ functionResponse: { name: 'read_file', response: { output: 'Buy milk.' } } }],
          },
        ],
        tools: [
          {
            functionDeclarations: [
              { name: 'read_file', description: 'Read a text file', parameters: PARAMETERS },
            ],
          },
        ],
        generationConfig: { maxOutputTokens: 4096, topK: 40, thinkingConfig: { thinkingBudget: 1024 } },
        safetySettings: [{ category: 'HARM_CATEGORY_HARASSMENT', threshold: 'BLOCK_ONLY_HIGH' }],
      },
    },
  },
  response: {
    claude: {
      body: {
        id: 'msg_01',
        type: 'message',
        role: 'assistant',
        model: 'claude-sonnet-4-5',
        content: [
          { type: 'thinking', thinking: 'I have to read it.', signature: 'ErUBCkYIBxgCIkA=' },
          { type: 'text', text: 'Let me look.' },
          { type: 'tool_use', id: 'toolu_01', name: 'read_file', input: { path: 'notes.txt' } },
        ],
        stop_reason: 'tool_use',
        stop_sequence: null,
        usage: { input_tokens: 120, cache_read_input_tokens: 2000, output_tokens: 60 },
      },
    },
    'openai-chat': {
      body: {
        id: 'chatcmpl-01',
        object: 'chat.completion',
        created: 1767225600,
        model: 'gpt-5',
        choices: [
          {
            index: 0,
            finish_reason: 'tool_calls',
            message: {
              role: 'assistant',
              content: 'Let me look.',
              tool_calls: [
                {
                  id: 'call_01',
                  type: 'function',
                  function: { name: 'read_file', arguments: '{"path":"notes.txt"}' },
                },
              ],
            },
          },
        ],
        usage: {
          prompt_tokens: 2120,
          completion_tokens: 60,
          total_tokens: 2180,
          prompt_tokens_details: { cached_tokens: 2000 },
          completion_tokens_details: { reasoning_tokens: 40 },
        },
      },
    },
    'codex-responses': {
      body: {
        id: 'resp_01',
        object: 'response',
        created_at: 1767225600,
        status: 'completed',
        model: 'gpt-5-codex',
        output: [
          {
            type: 'message',
            id: 'msg_01',
            role: 'assistant',
            status: 'completed',
            content: [{ type: 'output_text', text: 'Let me look.', annotations: [] }],
          },
          {
            type: 'function_call',
            id: 'fc_01',
            call_id: 'call_01',
            name: 'read_file',
            arguments: '{"path":"notes.txt"}',
            status: 'completed',
          },
        ],
        usage: {
          input_tokens: 2120,
          input_tokens_details: { cached_tokens: 2000 },
          output_tokens: 60,
          output_tokens_details: { reasoning_tokens: 40 },
          total_tokens: 2180,
        },
      },
    },
    gemini: {
      body: {
        candidates: [
          {
            index: 0,
            content: {
              role: 'model',
              parts: [
                { text: 'I have to read it.', thought: true },
                {
                  functionCall: { name: 'read_file', args: { path: 'notes.txt' } },
                  thoughtSignature: 'CiQBVKhc7gkP',
                },
              ],
            },
            finishReason: 'STOP',
          },
        ],
        usageMetadata: {
          promptTokenCount: 2120,
          cachedContentTokenCount: 2000,
          candidatesTokenCount: 20,
          thoughtsTokenCount: 40,
          totalTokenCount: 2180,
        },
        modelVersion: 'gemini-2.5-pro',
        responseId: 'r_01',
      },
    },
  },
}
