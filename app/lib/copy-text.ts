/** Put text on the clipboard. Browsers offer the modern interface only over HTTPS and on localhost; a hub on a team's
 * plain-HTTP network address needs the old one.
 * @returns whether it worked */
export async function copyText(text: string): Promise<boolean> {
  try {
    if (window.isSecureContext) {
      await navigator.clipboard.writeText(text)
      return true
    }
  } catch {
    // Permission refused: the old way may still work.
  }
  const carrier = document.createElement('textarea')
  carrier.value = text
  carrier.readOnly = true
  carrier.className = 'sr-only'
  const previous = document.activeElement
  document.body.append(carrier)
  carrier.select()
  // Deprecated, and still the only way outside a secure context.
  const legacy: { execCommand(command: 'copy'): boolean } = document
  const copied = legacy.execCommand('copy')
  carrier.remove()
  if (previous instanceof HTMLElement) previous.focus()
  return copied
}
