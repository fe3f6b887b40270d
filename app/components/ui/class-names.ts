import { clsx, type ClassValue } from 'clsx'
import { twMerge } from 'tailwind-merge'

/** Join class names; of two that set the same property the later wins. */
export const classNames = (...values: ClassValue[]): string => twMerge(clsx(values))
