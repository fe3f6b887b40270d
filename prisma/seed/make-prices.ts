/** `tsx prisma/seed/make-prices.ts <litellm.json> <folder of @pydantic/genai-prices> <as of, YYYY-MM-DD>` writes the prices that
 * the hub ships, and the list of what the two sources disagree about. Who maintains the hub runs it; the hub does not. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { z } from 'zod'
import { compilePrice } from '#server/domain/compile-price'
import type { Rates } from '#server/domain/compile-price'
import { createPriceBook, findPrice } from '#server/domain/find-price'
import type { PriceBook } from '#server/domain/find-price'
import { formatUsdPerMillion, RATE_KEYS } from '#server/domain/price-rates'
import type { ModelPrices, RateKey } from '#server/domain/price-rates'
import { readPriceTable } from '#server/domain/read-price-table'
import { withKnownTiers } from './known-tiers'
import { pricesSchema, readGenaiPrices, toModelPrices } from './read-genai-prices'
import { judge } from './verdicts'
import type { Difference } from './verdicts'

const [litellmPath = '', genaiFolder = '', asOf = ''] = process.argv.slice(2)
const here = (name: string) => new URL(name, import.meta.url)

/** Billed by something else than tokens of text, or not served by the protocols that the hub speaks. */
const OTHER_KINDS =
  /audio|realtime|tts|transcribe|-live|native-audio|image|computer-use|robotics|moderation|whisper|voice|davinci/
/** No vendor serves them any more, and the sources do not care what they cost. */
const GONE =
  /^gemini-(?:1\.|pro$|pro-vision|pro-experimental|flash-experimental|exp|2\.\d-.*-exp)|^claude-(?:v?[12]|instant)/

interface Sources {
  first: ReadonlyMap<string, ModelPrices>
  second: ReadonlyMap<string, ModelPrices>
  /** From the vendor's own page, over both. */
  pages: ReadonlyMap<string, ModelPrices>
}

async function readSources(): Promise<Sources> {
  const table = readPriceTable(JSON.parse(readFileSync(litellmPath, 'utf8')))
  if (!table) throw new Error(`${litellmPath} holds no table of prices`)
  const first = table.entries.map(({ model, prices }) => [model, prices] as const)
  const models = await readGenaiPrices(genaiFolder, new Date(asOf))
  const second = models.flatMap(({ names, prices }) => names.map((name) => [name, prices] as const))
  const pages = Object.entries(
    z
      .record(z.string(), z.object({ page: z.url(), prices: pricesSchema }))
      .parse(JSON.parse(readFileSync(here('vendor-prices.json'), 'utf8'))),
  ).map(([name, { prices }]) => [name, toModelPrices(prices)] as const)
  return { first: kept(first), second: kept(second), pages: kept(pages) }
}

function kept(entries: readonly (readonly [string, ModelPrices | null])[]): Map<string, ModelPrices> {
  // The first of a name stays: the vendor's own entry comes before those that repeat it.
  const byName = new Map<string, ModelPrices>()
  const seen = new Set<string>()
  for (const [name, prices] of entries) {
    if (!prices || OTHER_KINDS.test(name) || GONE.test(name) || seen.has(name.toLowerCase())) continue
    seen.add(name.toLowerCase())
    byName.set(name, prices)
  }
  return byName
}

function main({ first, second, pages }: Sources) {
  const secondBook = bookOf(second)
  const differences: Difference[] = []
  const models: Record<string, ModelPrices> = {}
  for (const name of [...new Set([...first.keys(), ...second.keys(), ...pages.keys()])].sort()) {
    const one = first.get(name)
    const found = findPrice(secondBook, name)
    const other = found && second.get(found.price.model)
    const between = one && other && !pages.has(name) ? differencesOf(name, one, other) : []
    differences.push(...between)
    const prices = pages.get(name) ?? (one && other ? settle(one, other, between) : (one ?? other))
    if (prices) models[name] = withKnownTiers(name, withoutIdle(name, prices))
  }
  return { models, differences }
}

const bookOf = (prices: ReadonlyMap<string, ModelPrices>): PriceBook =>
  createPriceBook({
    rows: [...prices].map(([model, told]) => ({ id: model, model, prices: told })),
    fallbackModel: '',
  })

/** Of what would be billed, so that a rate which one source tells and the other leaves to be derived is none. */
function differencesOf(model: string, one: ModelPrices, other: ModelPrices): Difference[] {
  const rates = (prices: ModelPrices) => compilePrice({ id: model, model, prices }).standard
  const [ours, theirs] = [rates(one), rates(other)]
  const lengths = [
    ...new Set([...ours.long, ...theirs.long].map(({ aboveTokens }) => roundToHundred(aboveTokens))),
  ]
  const at = (table: typeof ours, above: number): Rates =>
    table.long.find(({ aboveTokens }) => roundToHundred(aboveTokens) === above)?.rates ?? table.short
  // What neither tells is derived, and differs only because something else does.
  const isTold = (key: RateKey) => [one, other].some(({ rates: told }) => told[key] !== undefined)
  return [
    ...compare(model, '', ours.short, theirs.short).filter(({ key }) => isTold(key)),
    ...lengths.flatMap((above) =>
      compare(model, ` > ${String(above)}`, at(ours, above), at(theirs, above)).filter(({ key }) =>
        isTold(key),
      ),
    ),
  ]
}

/** One source writes "above 272,000" as "from 272,000 on". */
const roundToHundred = (tokens: number): number => Math.round(tokens / 100) * 100

const compare = (model: string, length: string, ours: Rates, theirs: Rates): Difference[] =>
  RATE_KEYS.filter((key) => ours[key] !== theirs[key]).map((key) => ({
    model,
    key,
    length,
    first: ours[key],
    second: theirs[key],
    ...judge(model, key, length),
  }))

function settle(one: ModelPrices, other: ModelPrices, differences: readonly Difference[]): ModelPrices {
  const taken = differences.filter((difference) => difference.taken === 'second')
  const short = taken.filter(({ length }) => length === '').map(({ key }) => [key, other.rates[key]] as const)
  const told = Object.fromEntries(short.filter(([, rate]) => rate !== undefined))
  const long = taken.some(({ length }) => length !== '') ? other.long : one.long
  return { ...one, rates: { ...one.rates, ...told }, long }
}

/** Without lengths that change nothing. */
function withoutIdle(model: string, prices: ModelPrices): ModelPrices {
  const { standard } = compilePrice({ id: model, model, prices })
  const differs = (aboveTokens: number): boolean => {
    const rates = standard.long.find((length) => length.aboveTokens === aboveTokens)?.rates
    return RATE_KEYS.some((key) => rates?.[key] !== standard.short[key])
  }
  return { ...prices, long: prices.long.filter(({ aboveTokens }) => differs(aboveTokens)) }
}

function differencesText(differences: readonly Difference[]): string {
  const rows = differences.map(({ model, key, length, first, second, taken, why }) => {
    const value = (rate: bigint) => formatUsdPerMillion(rate)
    const ours = taken === 'first' ? first : second
    const theirs = taken === 'first' ? second : first
    return `| ${model} | ${key}${length} | ${value(ours)} | ${value(theirs)} | ${taken === 'first' ? 'LiteLLM' : 'genai-prices'}: ${why} |`
  })
  return `# Where the two sources of the shipped prices disagree

Written by \`make-prices.ts\` from LiteLLM's table (${litellmPath.split('/').at(-1) ?? ''}) and \`@pydantic/genai-prices\`. USD per million tokens;
prices that one of them does not tell are compared as they would be billed. What only one of them knows is taken from it.

| model | rate | ours | other | taken from, and why |
| --- | --- | --- | --- | --- |
${rows.join('\n')}
`
}

const { models, differences } = main(await readSources())
const target = here('model-prices.json')
const lines = Object.entries(models).map(
  ([name, prices]) => `    ${JSON.stringify(name)}: ${JSON.stringify(prices)}`,
)
const text = `{\n  "validFrom": "${asOf}T00:00:00.000Z",\n  "models": {\n${lines.join(',\n')}\n  }\n}\n`
// A hub that has the prices of this day already would not look at them again.
if (existsSync(target)) {
  const before = readFileSync(target, 'utf8')
  if (before !== text && before.includes(`"validFrom": "${asOf}T`) && !process.argv.includes('--same-day'))
    throw new Error(`the prices of ${asOf} are written already, and these are others: take a later day`)
}
writeFileSync(target, text)
writeFileSync(here('model-prices-differences.md'), differencesText(differences))
console.log(`${String(Object.keys(models).length)} models, ${String(differences.length)} differences`)
