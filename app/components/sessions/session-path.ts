/** Clients choose what a session is called. */
export const sessionPath = (id: string, own = false): string =>
  `${own ? '/my' : ''}/sessions/${encodeURIComponent(id)}`

/** Without the key that it is namespaced by. */
export const shortSession = (id: string): string => id.slice(id.indexOf(':') + 1)

/** One without a conversation is one request. */
export const isLoneRequest = (id: string): boolean => !id.includes(':')
