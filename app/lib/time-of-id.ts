/** When something was made, by its id: the first 48 bits of a UUIDv7 are the milliseconds since 1970.
 * @returns ISO 8601, UTC
 * @see https://www.rfc-editor.org/rfc/rfc9562#name-uuid-version-7 */
export function timeOfId(id: string): string {
  return new Date(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toISOString()
}
