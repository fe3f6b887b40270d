import type { Config } from 'tailwindcss'

const token = (name: string) => `var(--${name})`

/** Replaces Tailwind's palette: a colour, size or radius that is not a token of app/styles/tokens.css does not exist. */
export default {
  content: ['./app/**/*.{ts,tsx}'],
  theme: {
    screens: { sm: '640px', md: '768px', lg: '1024px', xl: '1280px' },
    colors: {
      transparent: 'transparent',
      current: 'currentColor',
      canvas: token('color-canvas'),
      surface: token('color-surface'),
      sunken: token('color-sunken'),
      hover: token('color-hover'),
      line: { DEFAULT: token('color-line'), strong: token('color-line-strong') },
      ink: { DEFAULT: token('color-ink'), muted: token('color-ink-muted'), faint: token('color-ink-faint') },
      accent: {
        DEFAULT: token('color-accent'),
        solid: token('color-accent-solid'),
        'solid-hover': token('color-accent-solid-hover'),
        soft: token('color-accent-soft'),
        on: token('color-on-accent'),
      },
      ok: { DEFAULT: token('color-ok'), soft: token('color-ok-soft') },
      warn: { DEFAULT: token('color-warn'), soft: token('color-warn-soft') },
      danger: {
        DEFAULT: token('color-danger'),
        soft: token('color-danger-soft'),
        solid: token('color-danger-solid'),
      },
      chart: {
        1: token('color-chart-1'),
        2: token('color-chart-2'),
        3: token('color-chart-3'),
        4: token('color-chart-4'),
        5: token('color-chart-5'),
        rest: token('color-chart-rest'),
      },
      scrim: token('color-scrim'),
    },
    fontFamily: { sans: token('font-sans'), mono: token('font-mono') },
    fontSize: {
      xs: [token('text-xs'), '1rem'],
      sm: [token('text-sm'), '1.25rem'],
      base: [token('text-base'), '1.375rem'],
      lg: [token('text-lg'), '1.5rem'],
      xl: [token('text-xl'), '1.75rem'],
      '2xl': [token('text-2xl'), '2rem'],
    },
    borderRadius: {
      none: '0',
      sm: token('radius-sm'),
      DEFAULT: token('radius'),
      lg: token('radius-lg'),
      full: '9999px',
    },
    boxShadow: { none: 'none', raised: token('shadow-raised'), overlay: token('shadow-overlay') },
    extend: {
      spacing: { control: token('control-height') },
      maxWidth: { page: token('page-width'), form: token('form-width') },
      ringColor: { DEFAULT: token('color-accent') },
      borderColor: { DEFAULT: token('color-line') },
    },
  },
} satisfies Config
