import { AsyncLocalStorage } from 'node:async_hooks'

/** Who is at work, for what is written down of it. */
export interface AuditScope {
  readonly actor: string
  /** The procedure, for example `users.update`. */
  readonly action: string
  readonly ip: string | null
}

/** Handed on by the runtime and not by parameters: no store and no service can forget it, and none can say another name. */
const scopes = new AsyncLocalStorage<AuditScope>()

export const runAudited = <T>(scope: AuditScope, work: () => T): T => scopes.run(scope, work)

/** Null while the hub itself is at work: at boot, and in its jobs. */
export const auditScope = (): AuditScope | null => scopes.getStore() ?? null
