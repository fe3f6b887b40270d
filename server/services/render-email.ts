import type { EventMessage } from '#server/domain/events'
import { labelOf } from './webhooks/clip-text'

/** An event as a mail: plain text, and the same as a little HTML. */
export function renderEmail(message: EventMessage): { subject: string; text: string; html: string } {
  const { event, severity, title, text, facts, occurredAt } = message
  const lines = Object.entries(facts).map(([name, value]) => [labelOf(name), value] as const)
  const footer = `${event} · ${occurredAt}`
  const rows = lines
    .map(
      ([label, value]) =>
        `<tr><th align="left" style="padding:2px 16px 2px 0;font-weight:600">${escape(label)}</th><td style="white-space:pre-line">${escape(value)}</td></tr>`,
    )
    .join('')
  return {
    // A header of one line, whatever a name holds.
    subject: `[Claude Code Hub] ${severity === 'error' ? 'Error: ' : ''}${title.replace(/\s+/g, ' ')}`,
    text: [title, '', text, '', ...lines.map(([label, value]) => `${label}: ${value}`), '', footer, ''].join(
      '\n',
    ),
    html: `<!doctype html><meta charset="utf-8"><body style="font-family:sans-serif;font-size:14px;line-height:1.5">
<h1 style="font-size:18px">${escape(title)}</h1><p>${escape(text)}</p><table>${rows}</table>
<p style="color:#666;font-size:12px">${escape(footer)}</p></body>`,
  }
}

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
