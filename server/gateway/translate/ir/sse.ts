/** One frame of a server-sent event stream. Whole, with its blank line; JSON has no raw line breaks.
 * @param name null for protocols that send data alone */
export const sseFrame = (name: string | null, data: unknown): string =>
  name === null ? `data: ${JSON.stringify(data)}\n\n` : `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`
