import { CopyButton } from './copy-button'

/** Text to take elsewhere as it is. It wraps instead of scrolling: all of it can be read and selected on a phone. */
export function CodeBlock({ title, code }: { title: string; code: string }) {
  return (
    <figure className="overflow-hidden rounded-lg border">
      <figcaption className="flex min-h-control items-center justify-between gap-2 border-b bg-sunken py-1 pe-1 ps-3 text-xs text-ink-muted">
        <span className="min-w-0 break-words font-mono" dir="auto">
          {title}
        </span>
        <CopyButton text={code} label={title} variant="quiet" />
      </figcaption>
      <pre className="whitespace-pre-wrap break-words bg-surface p-3 font-mono text-xs leading-5" dir="ltr">
        {code}
      </pre>
    </figure>
  )
}
