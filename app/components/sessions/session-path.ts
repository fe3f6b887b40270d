/** Clients choose what a session is called. */
export const sessionPath = (id: string): string => `/sessions/${encodeURIComponent(id)}`

/** Without the key that it is namespaced by. */
export const shortSession = (id: string): string => id.slice(id.indexOf(':') + 1)
