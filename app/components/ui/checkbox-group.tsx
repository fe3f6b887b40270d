import { useId } from 'react'
import type { FieldProblem } from '#app/lib/form-state'
import { useProblemText } from '#app/lib/use-problem-text'

interface CheckboxGroupProps {
  label: string
  hint?: string
  problem?: FieldProblem | undefined
  choices: { name: string; label: string; checked: boolean }[]
}

/** Several of a few. */
export function CheckboxGroup({ label, hint, problem, choices }: CheckboxGroupProps) {
  const id = useId()
  const problemText = useProblemText()
  const ids = [hint ? `${id}-hint` : '', problem ? `${id}-problem` : ''].filter(Boolean).join(' ')
  return (
    <fieldset aria-describedby={ids || undefined}>
      <legend className="mb-1.5 text-sm font-medium">{label}</legend>
      <div className="flex flex-wrap gap-x-4">
        {choices.map((choice, at) => (
          <label
            key={choice.name}
            className="control inline-flex cursor-pointer items-center gap-2 whitespace-nowrap text-sm"
          >
            <input
              type="checkbox"
              name={choice.name}
              value="on"
              defaultChecked={choice.checked}
              // Where the focus goes after a refusal; a group itself cannot take it.
              aria-invalid={(problem && at === 0) || undefined}
              className="size-4 accent-accent-solid"
            />
            {choice.label}
          </label>
        ))}
      </div>
      {problem && (
        <p id={`${id}-problem`} className="mt-1 text-sm text-danger">
          {problemText(problem)}
        </p>
      )}
      {hint && (
        <p id={`${id}-hint`} className="mt-1 text-xs text-ink-muted">
          {hint}
        </p>
      )}
    </fieldset>
  )
}
