import { createInstance } from 'i18next'
import { expect, it } from 'vitest'
import { initOptions } from './init-options'
import { texts } from './texts-en'

async function translate(language: 'en' | 'ar'): Promise<string> {
  const i18n = createInstance()
  await i18n.init(initOptions(language, texts))
  return i18n.t('users:remove.title', { name: 'GPT <b> (EU)' })
}

it('leaves what is put into a text as it is', async () => {
  await expect(translate('en')).resolves.toBe('Remove GPT <b> (EU)?')
})

it('lets it keep its own direction within a text that is read from right to left', async () => {
  await expect(translate('ar')).resolves.toBe('Remove \u2068GPT <b> (EU)\u2069?')
})

it('minds the language that was changed to later', async () => {
  const i18n = createInstance()
  await i18n.init(initOptions('en', texts))
  i18n.addResourceBundle('ar', 'users', texts.users)
  await i18n.changeLanguage('ar')
  expect(i18n.t('users:quota.used', { used: 1, limit: 60 })).toBe('\u20681\u2069 of \u206860\u2069')
})
