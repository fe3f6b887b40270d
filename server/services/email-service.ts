import { randomUUID } from 'node:crypto'
import { messageOf, SAMPLE_EVENT } from '#server/domain/events'
import type { SecretSettingStore } from '#server/stores/interfaces'
import type { SendEmail } from './send-email'
import type { SendResult } from './webhooks/send-webhook'

/** What e-mails need beside the settings: a password that nobody gets to read back. */
export interface EmailService {
  passwordSet(): Promise<boolean>
  /** The environment variable that has decided the password; null when none has. */
  passwordDecidedBy(): string | null
  /** Null forgets it. In force at once, on every instance. @throws StoreError conflict when the environment has decided it */
  setPassword(password: string | null): Promise<void>
  /** Send a sample now. */
  test(to: string): Promise<SendResult>
}

/** Of the secret setting. */
export const SMTP_PASSWORD = 'smtpPassword'

export function createEmailService(options: {
  secretSettings: SecretSettingStore
  sendEmail: SendEmail
  nowMs: () => number
}): EmailService {
  const { secretSettings, sendEmail, nowMs } = options
  return {
    passwordSet: async () => (await secretSettings.read(SMTP_PASSWORD)) !== null,
    passwordDecidedBy: () => secretSettings.decidedBy(SMTP_PASSWORD),
    setPassword: (password) => secretSettings.set(SMTP_PASSWORD, password),
    test: (to) => sendEmail(to, messageOf({ ...SAMPLE_EVENT, atMs: nowMs() }), `test-${randomUUID()}`),
  }
}
