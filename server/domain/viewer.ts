import type { KeyScope } from './principal'

/** Who asks the administration for something: the holder of the admin token, or a user by one of its keys. */
export type Viewer = { kind: 'admin' } | MemberViewer

/** Sees and changes what is its user's own, and nothing else. */
export interface MemberViewer {
  kind: 'member'
  userId: string
  /** The key that it came with. */
  keyId: string
  /** A read-only key changes nothing. */
  scope: KeyScope
}
