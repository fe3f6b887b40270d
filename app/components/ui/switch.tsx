import { useId, type ButtonHTMLAttributes } from 'react'
import { classNames } from './class-names'

const track =
  'relative inline-flex h-5 w-9 shrink-0 items-center rounded-full border border-transparent bg-ink-faint transition-colors'
const knob =
  'pointer-events-none block size-3.5 translate-x-[3px] rounded-full bg-accent-on transition-transform rtl:-translate-x-[3px]'

interface SwitchFieldProps {
  name: string
  label: string
  hint?: string
  defaultChecked: boolean
}

/** A checkbox in a form that is saved as a whole. */
export function SwitchField({ name, label, hint, defaultChecked }: SwitchFieldProps) {
  const id = useId()
  return (
    <div className="flex items-start gap-3">
      <span className="relative mt-px inline-flex">
        <input
          id={id}
          type="checkbox"
          role="switch"
          name={name}
          value="on"
          defaultChecked={defaultChecked}
          aria-describedby={hint ? `${id}-hint` : undefined}
          className={classNames(
            track,
            'peer cursor-pointer appearance-none checked:bg-accent-solid disabled:cursor-default disabled:opacity-50',
          )}
        />
        <span
          className={classNames(
            knob,
            'absolute inset-y-0 start-0 my-auto peer-checked:translate-x-[19px] rtl:peer-checked:-translate-x-[19px]',
          )}
        />
      </span>
      <div>
        <label htmlFor={id} className="cursor-pointer text-sm font-medium">
          {label}
        </label>
        {hint && (
          <p id={`${id}-hint`} className="text-xs text-ink-muted">
            {hint}
          </p>
        )}
      </div>
    </div>
  )
}

interface SwitchButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'role' | 'aria-checked'> {
  checked: boolean
  'aria-label': string
}

/** A submit button that looks like a switch: takes effect at once, also without JavaScript. */
export function SwitchButton({ checked, className, ...rest }: SwitchButtonProps) {
  return (
    <button
      type="submit"
      role="switch"
      aria-checked={checked}
      className={classNames('inline-flex h-control items-center rounded px-0.5', className)}
      {...rest}
    >
      <span className={classNames(track, checked && 'bg-accent-solid')}>
        <span className={classNames(knob, checked && 'translate-x-[19px] rtl:-translate-x-[19px]')} />
      </span>
    </button>
  )
}
