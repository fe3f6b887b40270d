import type { Dialect } from './dialect'
import type { ErrorRule, ErrorRuleConditions } from './error-rules'

/** The known errors of each protocol whose status alone says too little, or the wrong thing.
 * @see https://docs.anthropic.com/en/api/errors · https://platform.openai.com/docs/guides/error-codes ·
 * https://ai.google.dev/gemini-api/docs/troubleshooting ·
 * https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/ */

/** Built-in rules begin here, ten apart: an admin's own come first unless their priority says otherwise. */
export const BUILTIN_PRIORITY = 1_000

type Action = Pick<ErrorRule, 'retry' | 'switchProvider' | 'breaker'>

/** This provider cannot be used at all for a while: its account is empty, its key is bad, it is overloaded. */
const SWITCH_AND_COUNT: Action = { retry: true, switchProvider: true, breaker: true }
/** Another provider may well serve this request; it says nothing bad about the rest of this one. */
const SWITCH: Action = { retry: true, switchProvider: true, breaker: false }
/** Every provider would say the same of this request. */
const STOP: Action = { retry: false, switchProvider: false, breaker: false }

const OPENAI: Dialect[] = ['openai-chat', 'codex-responses']

interface Builtin {
  /** Stable: an admin's changes refer to it. */
  id: `builtin-${string}`
  name: string
  when: Partial<ErrorRuleConditions>
  action: Action
}

const RULES: readonly Builtin[] = [
  // Accounts and credentials that are refused with a status which blames the request.
  {
    id: 'builtin-claude-credit-balance',
    name: 'Anthropic: credit balance is too low',
    when: { statuses: ['400', '403'], bodyPattern: 'credit balance is too low', dialects: ['claude'] },
    action: SWITCH_AND_COUNT,
  },
  {
    id: 'builtin-claude-usage-limits',
    name: 'Anthropic: the limit that the account set itself is reached',
    when: {
      statuses: ['400', '403'],
      bodyPattern: 'reached your specified .*usage limits',
      dialects: ['claude'],
    },
    action: SWITCH_AND_COUNT,
  },
  {
    id: 'builtin-claude-organization-disabled',
    name: 'Anthropic: the organization is disabled',
    when: { statuses: ['400', '403'], bodyPattern: 'organization has been disabled', dialects: ['claude'] },
    action: SWITCH_AND_COUNT,
  },
  {
    id: 'builtin-claude-credential-scope',
    name: 'Anthropic: the credential serves Claude Code only',
    when: {
      statuses: ['400'],
      bodyPattern: 'only authorized for use with Claude Code',
      dialects: ['claude'],
    },
    action: SWITCH,
  },
  {
    id: 'builtin-openai-quota',
    name: 'OpenAI: quota or billing exhausted',
    when: {
      errorTypes: [
        'insufficient_quota',
        'billing_hard_limit_reached',
        'billing_not_active',
        'account_deactivated',
      ],
      dialects: OPENAI,
    },
    action: SWITCH_AND_COUNT,
  },
  {
    id: 'builtin-openai-api-key',
    name: 'OpenAI compatible: bad key answered with 400',
    when: { statuses: ['400'], bodyPattern: '(incorrect|invalid) api key', dialects: OPENAI },
    action: SWITCH_AND_COUNT,
  },
  {
    id: 'builtin-codex-usage-limit',
    name: 'Codex: usage limit of the plan',
    when: { errorTypes: ['usage_limit_reached', 'usage_not_included'], dialects: ['codex-responses'] },
    action: SWITCH_AND_COUNT,
  },
  {
    id: 'builtin-gemini-api-key',
    name: 'Gemini: bad key answered with 400',
    when: {
      statuses: ['400'],
      bodyPattern: 'API key not valid|API key expired|API_KEY_INVALID',
      dialects: ['gemini'],
    },
    action: SWITCH_AND_COUNT,
  },
  {
    id: 'builtin-gemini-location',
    name: 'Gemini: not available at this location or without billing',
    when: {
      statuses: ['400'],
      bodyPattern: 'user location is not supported|enable billing',
      dialects: ['gemini'],
    },
    action: SWITCH_AND_COUNT,
  },

  // What every provider would refuse. Before the rules that switch.
  {
    id: 'builtin-context-length',
    name: 'The conversation is longer than the context (by error code)',
    when: { errorTypes: ['context_length_exceeded'] },
    action: STOP,
  },
  {
    id: 'builtin-prompt-too-long',
    name: 'The conversation is longer than the context (by message)',
    when: {
      bodyPattern:
        'prompt (is )?too long|maximum context length|exceeds the context window|input token count .{0,60}exceeds',
    },
    action: STOP,
  },
  {
    id: 'builtin-claude-request-too-large',
    name: 'Anthropic: the request is too large',
    when: { errorTypes: ['request_too_large'], dialects: ['claude'] },
    action: STOP,
  },
  {
    id: 'builtin-claude-content-policy',
    name: 'Anthropic: blocked by the content policy',
    when: {
      statuses: ['200', '400'],
      bodyPattern: 'blocked by content filtering policy',
      dialects: ['claude'],
    },
    action: STOP,
  },
  {
    id: 'builtin-openai-content-policy',
    name: 'OpenAI and Azure: refused by the content policy',
    when: {
      errorTypes: ['content_filter', 'content_policy_violation', 'moderation_blocked', 'invalid_prompt'],
      dialects: OPENAI,
    },
    action: STOP,
  },
  {
    // A 403 that is no word about the credential.
    id: 'builtin-openrouter-moderation',
    name: 'OpenRouter: the input was flagged',
    when: { statuses: ['403'], bodyPattern: 'your input was flagged', dialects: OPENAI },
    action: STOP,
  },

  // Models that this provider lacks.
  {
    id: 'builtin-claude-model-not-found',
    name: 'Anthropic: no such model',
    when: { statuses: ['404'], errorTypes: ['not_found_error'], bodyPattern: 'model', dialects: ['claude'] },
    action: SWITCH,
  },
  {
    id: 'builtin-openai-model-not-found',
    name: 'OpenAI and Azure: no such model (by error code)',
    when: { errorTypes: ['model_not_found', 'DeploymentNotFound'], dialects: OPENAI },
    action: SWITCH,
  },
  {
    id: 'builtin-openai-model-unknown',
    name: 'OpenAI compatible: no such model (by message)',
    when: {
      statuses: ['400', '404'],
      bodyPattern: 'model .{0,120}(does not exist|not found)|is not a valid model id',
      dialects: OPENAI,
    },
    action: SWITCH,
  },
  {
    id: 'builtin-gemini-model-not-found',
    name: 'Gemini: no such model',
    when: { statuses: ['404'], bodyPattern: 'models?/.* not found', dialects: ['gemini'] },
    action: SWITCH,
  },

  // Too much at the moment; also as an error in a stream that began with 200.
  {
    id: 'builtin-claude-overloaded',
    name: 'Anthropic: overloaded',
    when: { errorTypes: ['overloaded_error'], dialects: ['claude'] },
    action: SWITCH_AND_COUNT,
  },
  {
    id: 'builtin-claude-api-error',
    name: 'Anthropic: internal error or timeout',
    when: { errorTypes: ['api_error', 'timeout_error'], dialects: ['claude'] },
    action: SWITCH_AND_COUNT,
  },
  {
    id: 'builtin-claude-rate-limit',
    name: 'Anthropic: rate limit',
    when: { errorTypes: ['rate_limit_error'], dialects: ['claude'] },
    action: SWITCH,
  },
  {
    id: 'builtin-openai-overloaded',
    name: 'OpenAI: overloaded or internal error',
    when: { errorTypes: ['server_error', 'server_is_overloaded', 'slow_down'], dialects: OPENAI },
    action: SWITCH_AND_COUNT,
  },
  {
    id: 'builtin-openai-rate-limit',
    name: 'OpenAI and Azure: rate limit',
    when: { errorTypes: ['rate_limit_exceeded', 'rate_limit_error', 'RateLimitReached'], dialects: OPENAI },
    action: SWITCH,
  },
  {
    id: 'builtin-gemini-unavailable',
    name: 'Gemini: overloaded or internal error',
    when: { errorTypes: ['UNAVAILABLE', 'INTERNAL', 'DEADLINE_EXCEEDED'], dialects: ['gemini'] },
    action: SWITCH_AND_COUNT,
  },
  {
    id: 'builtin-gemini-resource-exhausted',
    name: 'Gemini: rate limit or quota',
    when: { errorTypes: ['RESOURCE_EXHAUSTED'], dialects: ['gemini'] },
    action: SWITCH,
  },
  {
    id: 'builtin-cloudflare-origin',
    name: 'Cloudflare: the provider behind it does not answer',
    when: { statuses: ['520-527', '530'] },
    action: SWITCH_AND_COUNT,
  },
]

const ANYTHING: ErrorRuleConditions = { statuses: [], errorTypes: [], bodyPattern: null, dialects: [] }

export const BUILTIN_ERROR_RULES: readonly ErrorRule[] = RULES.map(({ id, name, when, action }, at) => ({
  id,
  name,
  priority: BUILTIN_PRIORITY + at * 10,
  enabled: true,
  builtin: true,
  conditions: { ...ANYTHING, ...when },
  ...action,
  override: null,
}))
