import { useTranslation } from 'react-i18next'
import type { StatisticsView } from '#server/trpc/schemas/statistics'
import type { Dimension } from './statistics-query'

export type Subject = Pick<StatisticsView['subjects'][number], 'id' | 'name' | 'userName'>

/** What a subject is called, and where it can be seen. */
export function useSubjectWords(by: Dimension) {
  const { t } = useTranslation('statistics')
  const name = ({ id, name: known }: Subject): string =>
    known ?? (id === '' ? t(by === 'model' ? 'noModel' : 'noProvider') : id)
  return {
    name,
    /** With whose key it is, where there is one line for it. */
    fullName: (subject: Subject): string =>
      subject.userName === null ? name(subject) : `${name(subject)} · ${subject.userName}`,
    /** Whose key it is. */
    owner: ({ userName }: Subject): string | null => userName,
    page: ({ id, name }: Subject): string | null => {
      if (id === '' || name === null) return null
      if (by === 'user') return `/users/${id}`
      return by === 'provider' ? `/providers/${id}` : null
    },
  }
}
