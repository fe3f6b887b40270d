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
let atWork = 0

/** While there is any scope, Node follows every promise of the process, which takes a third of the data plane's speed (before
 * Node 24): so the following ends with the last scope. What a work leaves running is the hub's own from then on. */
export async function runAudited<T>(scope: AuditScope, work: () => Promise<T>): Promise<T> {
  atWork += 1
  try {
    return await scopes.run(scope, work)
  } finally {
    atWork -= 1
    if (atWork === 0) scopes.disable()
  }
}

/** Null while the hub itself is at work: at boot, and in its jobs. */
export const auditScope = (): AuditScope | null => scopes.getStore() ?? null
