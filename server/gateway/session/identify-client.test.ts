import { expect, it } from 'vitest'
import { identifyClient } from './identify-client'

it.each([
  ['claude-cli/2.1.330 (external, sdk-cli)', 'claude-code', '2.1.330'],
  ['claude-cli/0.24.4 (external, cli)', 'claude-code', '0.24.4'],
  ['codex_exec/0.169.0 (Debian 12.0.0; x86_64) dumb (codex_exec; 0.169.0)', 'codex', '0.169.0'],
  ['codex_cli_rs/0.42.0-alpha.1 (Mac OS)', 'codex', '0.42.0-alpha.1'],
  ['codex-tui/0.160.1 (linux)', 'codex', '0.160.1'],
  ['GeminiCLI-tui/0.61.0/gemini-2.5-pro (linux; x64; terminal)', 'gemini-cli', '0.61.0'],
  ['GeminiCLI/0.1.5/gemini-2.5-pro (linux; x64)', 'gemini-cli', '0.1.5'],
  ['QwenCode/0.24.4 (linux; x64)', 'qwen-code', '0.24.4'],
  ['opencode/1.18.33 ai-sdk/provider-utils/4.0.1 runtime/bun/1.3.14', 'opencode', '1.18.33'],
  ['Anthropic/JS 1.12.0', 'anthropic-sdk', '1.12.0'],
  ['OpenAI/Python 2.1.0', 'openai-sdk', '2.1.0'],
  ['google-genai-sdk/1.30.0 gl-node/v24.21.0', 'google-genai-sdk', '1.30.0'],
  ['ai-sdk/openai-compatible/3.0.37 runtime/bun/1.3.13', null, null],
  ['curl/8.5.0', 'curl', '8.5.0'],
  ['Mozilla/5.0 (X11; Linux x86_64)', 'mozilla', '5.0'],
  ['', null, null],
  ['???', null, null],
])('%s', (userAgent, name, version) => {
  expect(identifyClient(userAgent)).toEqual({ name, version })
  expect(identifyClient(userAgent)).toEqual({ name, version })
})

it('forgets rather than grow', () => {
  for (let i = 0; i < 2_000; i++)
    expect(identifyClient(`tool/${String(i)}`)).toEqual({ name: 'tool', version: String(i) })
})
