/** Gemini's calls often have no id, and everyone else's must. Those that the hub makes up are marked, so that they are
 * never told to Gemini: there, calls and results meet by name and order. */
export const MADE_UP = 'call_gm_'

export const isMadeUp = (id: string): boolean => id.startsWith(MADE_UP)
