import pino from 'pino'
import type { Logger as PinoLogger } from 'pino'

export type Logger = Pick<PinoLogger, 'debug' | 'info' | 'warn' | 'error' | 'fatal'>

/** Shapes of credentials. Redaction works on the finished line, so that no field name, error message or nested
 * object can carry one past it (NFR-004). */
const SECRET_SHAPES: readonly [RegExp, string][] = [
  [/\bsk-cch-([A-Za-z0-9]{12})-[A-Za-z0-9]+/g, 'sk-cch-$1-***'],
  [/\bsk-(?!cch-)[A-Za-z0-9_-]{8,}/g, 'sk-***'],
  [/\bAIza[A-Za-z0-9_-]{8,}/g, 'AIza***'],
  [/\bya29\.[A-Za-z0-9_.-]+/g, 'ya29.***'],
  [/\bBearer\s+[^\s"\\]+/gi, 'Bearer ***'],
  [/([?&](?:key|api_key|access_token)=)[^&\s"\\]+/gi, '$1***'],
  [
    /("(?:authorization|x-api-key|x-goog-api-key|cookie|set-cookie|proxy-authorization)":")(?:[^"\\]|\\.)*/gi,
    '$1***',
  ],
]

/** A text with everything that looks like a credential blanked out. */
export function redact(text: string): string {
  return SECRET_SHAPES.reduce((line, [shape, blank]) => line.replace(shape, blank), text)
}

/** JSON lines on standard output (or `write`), redacted. */
export function createLogger(options: { level: string; write?: (line: string) => void }): Logger {
  const write = options.write ?? ((line: string) => void process.stdout.write(line))
  return pino(
    { level: options.level, base: null },
    {
      write: (line: string) => {
        write(redact(line))
      },
    },
  )
}
