import type { InputHTMLAttributes, SelectHTMLAttributes, TextareaHTMLAttributes } from 'react'
import { classNames } from './class-names'
import { useFieldProps } from './field'

const look =
  'control block w-full min-w-0 rounded border border-line-strong bg-surface px-2.5 text-ink shadow-raised transition-colors hover:border-ink-faint disabled:bg-sunken disabled:text-ink-muted disabled:shadow-none aria-[invalid]:border-danger'

export function Input({ className, ...rest }: InputHTMLAttributes<HTMLInputElement>) {
  return <input {...useFieldProps()} className={classNames(look, className)} {...rest} />
}

export function Textarea({ className, ...rest }: TextareaHTMLAttributes<HTMLTextAreaElement>) {
  return <textarea {...useFieldProps()} className={classNames(look, 'py-1.5', className)} {...rest} />
}

/** The browser's own select: right on every phone, and works without JavaScript. */
export function Select({ className, ...rest }: SelectHTMLAttributes<HTMLSelectElement>) {
  return <select {...useFieldProps()} className={classNames(look, className)} {...rest} />
}
