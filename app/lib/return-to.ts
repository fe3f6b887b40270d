/** A path to send the browser back to: only within the console, else `/`.
 * `//host` and `/\host` are other sites to a browser, hence the second character is looked at. */
export function safeReturnTo(value: unknown): string {
  return typeof value === 'string' && /^\/(?![/\\])/.test(value) && !/[\r\n\t]/.test(value) ? value : '/'
}
