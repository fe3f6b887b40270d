import type { Viewer } from '#server/domain/viewer'
import type { Services } from '#server/services/create-services'

export type { Services } from '#server/services/create-services'
export type { Viewer } from '#server/domain/viewer'

export interface AdminContext {
  /** Who asks. Null when the caller did not say; no procedure answers then. */
  viewer: Viewer | null
  services: Services
  ip: string
  /** What the caller calls this request, so that it may be repeated. */
  idempotencyKey?: string | undefined
}
