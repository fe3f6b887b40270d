import type { Services } from '#server/services/create-services'

export type { Services } from '#server/services/create-services'

/** Who asks. The admin token is the only administrative identity so far. */
export interface Actor {
  role: 'admin'
}

export interface AdminContext {
  /** Null when the caller did not say who it is; only public procedures answer then. */
  actor: Actor | null
  services: Services
  ip: string
}
