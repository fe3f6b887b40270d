import { useTranslation } from 'react-i18next'
import { CodeBlock } from '#app/components/ui/code-block'
import { Disclosure } from '#app/components/ui/disclosure'
import { clientSetups } from './client-setups'

interface ClientSetupListProps {
  origin: string
  /** Without one the snippets show where the key belongs. */
  apiKey?: string
}

export function ClientSetupList({ origin, apiKey }: ClientSetupListProps) {
  const { t } = useTranslation('users')
  return (
    <div className="space-y-2">
      {clientSetups({ origin, key: apiKey ?? t('setup.placeholder') }).map(({ id, files }, index) => (
        <Disclosure key={id} title={t(`setup.clients.${id}`)} open={index === 0}>
          <div className="space-y-3">
            {files.map(({ title, code }) => (
              <CodeBlock key={title} title={title === 'shell' ? t('setup.shell') : title} code={code} />
            ))}
          </div>
        </Disclosure>
      ))}
    </div>
  )
}
