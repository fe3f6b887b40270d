import { useTranslation } from 'react-i18next'
import { FormSection } from '#app/components/form-parts'
import { Field } from '#app/components/ui/field'
import { Input } from '#app/components/ui/input'
import { SwitchField } from '#app/components/ui/switch'
import type { ProviderView } from '#server/trpc/schemas/provider'
import type { PartProps } from './provider-form-values'

/** FR-034. The URL is write-only, for it can hold a password. */
export function ProxyFields({ values, problems, proxy }: PartProps & { proxy: ProviderView['proxy'] }) {
  const { t } = useTranslation('providers')
  const kept =
    proxy &&
    t(proxy.hasCredentials ? 'form.proxyKeptWithCredentials' : 'form.proxyKept', { origin: proxy.origin })
  return (
    <FormSection title={t('form.proxy')} text={t('form.proxyText')}>
      <Field
        name="proxyUrl"
        label={t('form.proxyUrl')}
        hint={kept ?? t('form.proxyUrlHint')}
        problem={problems.proxyUrl}
      >
        <Input dir="ltr" placeholder={proxy?.origin} autoComplete="off" spellCheck={false} />
      </Field>
      {proxy && (
        <SwitchField
          name="proxyRemove"
          label={t('form.proxyRemove')}
          hint={t('form.proxyRemoveHint')}
          defaultChecked={values.proxyRemove === 'on'}
        />
      )}
      <SwitchField
        name="proxyFallbackDirect"
        label={t('form.proxyFallbackDirect')}
        hint={t('form.proxyFallbackDirectHint')}
        defaultChecked={values.proxyFallbackDirect === 'on'}
      />
    </FormSection>
  )
}
