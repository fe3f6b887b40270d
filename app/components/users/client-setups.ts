/** How each client is pointed at the hub, as its own documentation has it (see the names in each snippet). */
export interface ClientSetup {
  id: 'claudeCode' | 'codex' | 'geminiCli' | 'cursor' | 'anthropicSdk' | 'openaiSdk'
  files: { title: string; code: string }[]
}

/** @param origin public URL of the hub without a trailing slash
 *  @param key    a whole key, or a placeholder for one */
export function clientSetups({ origin, key }: { origin: string; key: string }): ClientSetup[] {
  return [
    {
      id: 'claudeCode',
      files: [
        {
          title: 'shell',
          code: `export ANTHROPIC_BASE_URL="${origin}"\nexport ANTHROPIC_AUTH_TOKEN="${key}"\nclaude`,
        },
      ],
    },
    {
      id: 'codex',
      files: [
        {
          title: '~/.codex/config.toml',
          code: `model_provider = "hub"

[model_providers.hub]
name = "Claude Code Hub"
base_url = "${origin}/v1"
env_key = "CCH_API_KEY"
wire_api = "responses"`,
        },
        { title: 'shell', code: `export CCH_API_KEY="${key}"\ncodex` },
      ],
    },
    {
      id: 'geminiCli',
      files: [
        {
          title: 'shell',
          code: `export GOOGLE_GEMINI_BASE_URL="${origin}"\nexport GEMINI_API_KEY="${key}"\ngemini`,
        },
        {
          title: '~/.gemini/settings.json',
          code: `{ "security": { "auth": { "selectedType": "gemini-api-key" } } }`,
        },
      ],
    },
    {
      id: 'cursor',
      files: [
        {
          title: 'Cursor Settings > Models > API Keys',
          code: `OpenAI API Key             ${key}\nOverride OpenAI Base URL   ${origin}/v1`,
        },
      ],
    },
    {
      id: 'anthropicSdk',
      files: [
        {
          title: 'TypeScript',
          code: `import Anthropic from '@anthropic-ai/sdk'

const client = new Anthropic({
  baseURL: '${origin}',
  apiKey: '${key}',
})`,
        },
      ],
    },
    {
      id: 'openaiSdk',
      files: [
        {
          title: 'TypeScript',
          code: `import OpenAI from 'openai'

const client = new OpenAI({
  baseURL: '${origin}/v1',
  apiKey: '${key}',
})`,
        },
      ],
    },
  ]
}
