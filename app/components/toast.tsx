import { CircleCheck } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Flash } from '#app/lib/flash.server'

/** Says what was just done, outside the page's flow so that nothing moves. It fades by itself; nothing is lost with it. */
export function Toast({ flash }: { flash: Flash | null }) {
  const { t } = useTranslation()
  return (
    <div role="status" className="pointer-events-none fixed inset-x-4 bottom-4 z-30 flex justify-center">
      {flash && (
        <p
          key={flash.id}
          className="toast flex items-center gap-2 rounded-lg bg-surface px-4 py-2.5 text-sm font-medium shadow-overlay"
        >
          <CircleCheck aria-hidden className="size-4 text-ok" />
          {t(flash.key)}
        </p>
      )}
    </div>
  )
}
