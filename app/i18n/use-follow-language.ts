import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { NAMESPACES, type Language } from './languages'
import { loadTexts } from './load-texts'

/** When the reader chose another language, fetch its texts and change over without a reload. */
export function useFollowLanguage(language: Language | undefined): void {
  const { i18n } = useTranslation()
  useEffect(() => {
    if (language === undefined || i18n.language === language) return
    const change = async () => {
      const texts = await loadTexts[language]()
      for (const namespace of NAMESPACES) i18n.addResourceBundle(language, namespace, texts[namespace])
      await i18n.changeLanguage(language)
    }
    void change()
  }, [i18n, language])
}
