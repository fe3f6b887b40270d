import { useTranslation } from 'react-i18next'
import type { FieldProblem } from './form-state'

export function useProblemText(): (problem: FieldProblem) => string {
  const { t } = useTranslation()
  return (problem) => ('text' in problem ? problem.text : t(problem.key, problem.values ?? {}))
}
