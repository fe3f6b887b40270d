import { breach } from '#server/domain/broken-rule'
import { MAX_REDIRECTS } from '#server/domain/model-redirects'
import { parseRedirects } from '#server/domain/parse-redirects'
import type { RedirectFormat, RedirectProblem } from '#server/domain/parse-redirects'
import { previewRedirects } from '#server/domain/preview-redirects'
import type { ImportMode, RedirectPreview } from '#server/domain/preview-redirects'
import type { ProviderStore } from '#server/stores/interfaces'
import { ServiceError } from './service-error'

export interface RedirectImportInput {
  format: RedirectFormat
  text: string
  mode: ImportMode
}

/** What an import would do, and the lines for which it would be refused. */
export interface RedirectImportPreview extends RedirectPreview {
  problems: RedirectProblem[]
}

/** FR-033: redirects in bulk. */
export interface RedirectImport {
  /** Changes nothing. @throws ServiceError not_found */
  preview(id: string, input: RedirectImportInput): Promise<RedirectImportPreview>
  /** All of it or nothing. @throws ServiceError not_found, invalid (a line that is no rule) */
  apply(id: string, input: RedirectImportInput): Promise<RedirectPreview>
}

export function createRedirectImport(options: {
  providers: Pick<ProviderStore, 'get' | 'update'>
  onConfigChanged: () => Promise<void>
}): RedirectImport {
  const { providers, onConfigChanged } = options

  const preview = async (id: string, input: RedirectImportInput): Promise<RedirectImportPreview> => {
    const provider = await providers.get(id)
    if (!provider) throw ServiceError.notFound('provider', id)
    const { rules, problems } = parseRedirects(input.text, input.format)
    const planned = previewRedirects(provider.modelRedirects, rules, input.mode)
    return { ...planned, problems: [...problems, ...tooMany(planned.result.length)] }
  }

  return {
    preview,
    async apply(id, input) {
      const { problems, ...planned } = await preview(id, input)
      if (problems.length > 0)
        throw ServiceError.invalid(
          problems.map(({ line, message, rule }) => ({
            ...{ path: 'text', message: `line ${String(line)} ${message}`, rule },
          })),
        )
      const changed = await providers.update(id, { modelRedirects: planned.result })
      if (!changed) throw ServiceError.notFound('provider', id)
      await onConfigChanged()
      return planned
    },
  }
}

const tooMany = (count: number): RedirectProblem[] =>
  count <= MAX_REDIRECTS
    ? []
    : [
        {
          line: 1,
          ...breach(
            'mostRulesTogether',
            `together with those that are there makes ${String(count)} rules, and a provider has no more than ${String(MAX_REDIRECTS)}`,
            { count, max: MAX_REDIRECTS },
          ),
        },
      ]
