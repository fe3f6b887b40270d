/** A `fetch` for SDKs that keeps the headers of the last answer. */
export function keepHeaders(): { fetch: typeof globalThis.fetch; headers: () => Headers } {
  let last = new Headers()
  return {
    async fetch(input, init) {
      const response = await globalThis.fetch(input, init)
      last = response.headers
      return response
    },
    headers: () => last,
  }
}
