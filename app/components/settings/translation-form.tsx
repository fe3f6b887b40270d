import { Form } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { FormActions, FormProblem, FormSection } from '#app/components/form-parts'
import { REPAIR_NAMES } from '#app/components/translation/repair-names'
import { Field } from '#app/components/ui/field'
import { Textarea } from '#app/components/ui/input'
import { Panel } from '#app/components/ui/section'
import { SwitchField } from '#app/components/ui/switch'
import type { FormState } from '#app/lib/form-state'
import { useFocusFirstProblem } from '#app/lib/use-focus-first-problem'
import type { RepairName } from '#server/domain/repair-names'
import type { SettingsView } from '#server/trpc/schemas/settings'
import { Lockable, shownValues, type SettingName } from './locked-settings'
import { repairField, translationFormValues } from './translation-form-values'

interface TranslationFormProps {
  settings: SettingsView
  answer: FormState | undefined
}

/** Whether requests are translated, and what is mended in them. */
export function TranslationForm({ settings: { values, lockedBy }, answer }: TranslationFormProps) {
  const { t } = useTranslation(['settings', 'common'])
  const form = useFocusFirstProblem(answer)
  const initial = translationFormValues(values)
  const shown = (name: SettingName) => shownValues(lockedBy, name, { initial, answer })
  const repairs = shown('repairsOff')
  return (
    <Form ref={form} method="post" noValidate>
      <FormProblem state={answer} />
      <FormSection title={t('settings:translation.protocols')}>
        <Lockable by={lockedBy.translation}>
          <SwitchField
            name="translation"
            label={t('settings:translation.on')}
            hint={t('settings:translation.onHint')}
            defaultChecked={shown('translation').translation === 'on'}
          />
        </Lockable>
      </FormSection>
      <FormSection title={t('settings:translation.repairs')} text={t('settings:translation.repairsText')}>
        <Lockable by={lockedBy.repairsOff}>
          <Panel>
            <ul className="divide-y divide-line">
              {REPAIR_NAMES.map((name) => (
                <li key={name}>
                  <RepairChoice name={name} checked={repairs[repairField(name)] === 'on'} />
                </li>
              ))}
            </ul>
          </Panel>
        </Lockable>
      </FormSection>
      <FormSection title={t('settings:translation.codex')} text={t('settings:translation.codexText')}>
        <Lockable by={lockedBy.codexInstructions}>
          <Field
            name="codexInstructions"
            label={t('settings:translation.instructions')}
            hint={t('settings:translation.instructionsHint')}
            problem={answer?.problems.codexInstructions}
          >
            <Textarea
              defaultValue={shown('codexInstructions').codexInstructions}
              rows={8}
              spellCheck={false}
              className="font-mono"
            />
          </Field>
        </Lockable>
      </FormSection>
      <FormActions submitLabel={t('common:actions.save')} />
    </Form>
  )
}

function RepairChoice({ name, checked }: { name: RepairName; checked: boolean }) {
  const { t } = useTranslation('translate')
  return (
    <label className="flex min-h-11 cursor-pointer items-start gap-2.5 px-3.5 py-2.5 has-[:disabled]:cursor-default">
      <input
        type="checkbox"
        name={repairField(name)}
        value="on"
        defaultChecked={checked}
        className="mt-0.5 size-4 shrink-0 accent-accent-solid"
      />
      <span className="min-w-0">
        <code className="block break-words font-mono text-xs text-ink-muted">{name}</code>
        <span className="text-sm">{t(`repair.${name}`)}</span>
      </span>
    </label>
  )
}
