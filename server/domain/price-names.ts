/** Longer names are no model names: what a client sends is bounded before it is looked up. */
const MAX_NAME_LENGTH = 200

/** One wording after another is taken off a name, each time what is left is a name to try. */
const REDUCTIONS: readonly (readonly [RegExp, string])[] = [
  // Claude Code's word for the long context: `claude-sonnet-4-5[1m]`.
  [/\[\d+[km]\]$/, ''],
  // Region and vendor of Bedrock: `us.anthropic.claude-…`, `global.anthropic.claude-…`.
  [
    /^(?:(?:us|us-gov|eu|apac|ap|au|ca|jp|sa|global)\.)?(?:anthropic|amazon|cohere|deepseek|google|meta|minimax|mistral|moonshot|nvidia|openai|qwen|writer|zai)\./,
    '',
  ],
  // Version of Bedrock: `-v1:0`, `-v2:0:200k`, `-20240620-v1`. Other names have versions that are models: `deepseek-v3`.
  [/-v\d+:\d+(?::\d+k)?$|(?<=-\d{8})-v\d+$/, ''],
  // Versions written with a point by resellers: `claude-sonnet-4.5`.
  [/^(claude-.*?\d)\.(\d)/, '$1-$2'],
  // Version of Vertex: `claude-sonnet-4-5@20250929`, `…@default`.
  [/@(?=\d)/, '-'],
  [/@[a-z]+$/, ''],
  // Day of the version: `-20250929`, `-2024-08-06`, `-09-2025`, `-05-06`, `-0613`, `-001`.
  [/-(?:\d{8}|\d{4}-\d{2}-\d{2}|\d{2}-\d{4}|\d{2}-\d{2}|\d{3,4})$/, ''],
  [/-(?:latest|preview)$/, ''],
]

/** The names under which a price for a model may stand, the closest first: as it is, without the path before it
 * (`models/`, `anthropic/`, `publishers/google/models/`), without regions, versions and dates. Nothing is ever taken off
 * that names a size or a kind, so that `gpt-4o-mini` never comes to `gpt-4o`.
 * @returns lower case, no duplicates; empty for what is no name */
export function priceNames(model: string): string[] {
  const names = new Set<string>()
  let rest = model.trim().toLowerCase()
  if (rest.length > MAX_NAME_LENGTH) return []
  // A fine-tuned model (`ft:gpt-4o:org::id`) has prices of its own.
  if (rest.startsWith('ft:')) rest = rest.split(':', 2).join(':')
  for (;;) {
    addReduced(names, rest)
    const slash = rest.indexOf('/')
    if (slash === -1) break
    rest = rest.slice(slash + 1)
  }
  names.delete('')
  return [...names]
}

function addReduced(names: Set<string>, name: string): void {
  names.add(name)
  let reduced = name
  for (const [pattern, replacement] of REDUCTIONS) {
    reduced = reduced.replace(pattern, replacement)
    names.add(reduced)
  }
}
