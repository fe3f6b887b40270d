import { existsSync } from 'node:fs'
import { z } from 'zod'

/** The environment, parsed once at boot. Blank is unset. This is the only file that reads `process.env`. */

const port = z.coerce.number().int().min(0).max(65_535)
const flag = z.enum(['true', 'false', '1', '0']).transform((value) => value === 'true' || value === '1')
const cidr = z.union([z.cidrv4(), z.cidrv6(), z.ipv4(), z.ipv6()])
const list = (item: z.ZodType<string, string>) =>
  z
    .string()
    .transform((text) =>
      text
        .split(',')
        .map((part) => part.trim())
        .filter(Boolean),
    )
    .pipe(z.array(item))

const masterKey = z
  .string()
  .refine((text) => Buffer.from(text, 'base64').length === 32, 'must be 32 bytes in base64')
  .refine((text) => new Set(Buffer.from(text, 'base64')).size > 8, 'is not random')

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

/** Tokens that stand in documentation somewhere are not secrets. */
const PUBLISHED_TOKENS = new Set(['changeme-changeme', 'your-admin-token', 'replace-with-a-secret'])

const envSchema = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: port.default(23_000),
  DATA_DIR: z.string().default('data'),
  DATABASE_URL: z
    .string()
    .regex(/^(file:|postgres:\/\/|postgresql:\/\/)/, 'must begin with file:, postgres:// or postgresql://')
    .optional(),
  REDIS_URL: z
    .string()
    .regex(/^rediss?:\/\//, 'must begin with redis:// or rediss://')
    .optional(),
  /** A request waits for two calls of Redis at most, one after the other. */
  REDIS_DEADLINE_MS: z.coerce.number().int().min(1).max(5_000).default(25),
  /** Processes on the one port. */
  WORKERS: z.coerce.number().int().min(1).max(64).default(1),
  ADMIN_TOKEN: z
    .string()
    .min(16, 'must have at least 16 characters')
    .refine((text) => !PUBLISHED_TOKENS.has(text), 'is a published example')
    .optional(),
  MASTER_KEY: list(masterKey).pipe(z.array(z.string()).min(1)).optional(),
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  TRUSTED_PROXIES: list(cidr).default([]),
  TLS_CERT_FILE: z.string().optional(),
  TLS_KEY_FILE: z.string().optional(),
  ALLOW_HTTP: flag.default(false),
  TZ_NAME: z.string().refine(isTimeZone, 'is no IANA time zone').optional(),
  /** Of the mail server that the settings name. */
  SMTP_PASSWORD: z.string().max(500).optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  NODE_ENV: z.enum(['production', 'development', 'test']).default('production'),
  ANTHROPIC_API_KEY: z.string().optional(),
  OPENAI_API_KEY: z.string().optional(),
  GEMINI_API_KEY: z.string().optional(),
})

export type Env = z.output<typeof envSchema> & {
  /** Values of SETTING_* variables by their camel-case setting name, unparsed: they win over stored settings. */
  settingOverrides: Record<string, string>
}

/** Names of the variables, for the test that holds `.env.example` to this schema. */
export const ENV_NAMES: readonly string[] = Object.keys(envSchema.shape)

/** Take in `.env` of the working directory, when there is one. What the environment has already wins. */
export function loadEnvFile(file = '.env'): void {
  if (existsSync(file)) process.loadEnvFile(file)
}

const SETTING_PREFIX = 'SETTING_'

/** Parse the environment.
 * @throws Error that names every bad variable, one a line */
export function readEnv(source: Record<string, string | undefined> = process.env): Env {
  const present = Object.fromEntries(Object.entries(source).filter(([, value]) => value?.trim()))
  const parsed = envSchema.safeParse(present)
  const problems = parsed.success
    ? []
    : parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`)
  if (Boolean(present.TLS_CERT_FILE) !== Boolean(present.TLS_KEY_FILE))
    problems.push('  TLS_CERT_FILE: is set together with TLS_KEY_FILE or not at all')
  if (parsed.data && parsed.data.WORKERS > 1 && !(parsed.data.DATABASE_URL && parsed.data.REDIS_URL))
    problems.push('  WORKERS: several need DATABASE_URL and REDIS_URL, where they find each other')
  if (!parsed.success || problems.length > 0)
    throw new Error(`The environment is not usable:\n${problems.join('\n')}`)
  return { ...parsed.data, settingOverrides: settingOverrides(present) }
}

/** The variable that decides a setting: `maxAttempts` is `SETTING_MAX_ATTEMPTS`. */
export const settingVariable = (setting: string): string =>
  `${SETTING_PREFIX}${setting.replace(/[A-Z]/g, '_$&').toUpperCase()}`

function settingOverrides(present: Record<string, string | undefined>): Record<string, string> {
  const overrides: Record<string, string> = {}
  for (const [name, value] of Object.entries(present)) {
    if (!name.startsWith(SETTING_PREFIX) || value === undefined) continue
    const words = name.slice(SETTING_PREFIX.length).toLowerCase().split('_')
    overrides[
      words.map((word, i) => (i === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1))).join('')
    ] = value
  }
  return overrides
}
