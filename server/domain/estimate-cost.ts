import { bill, upperBoundCost } from './bill'
import type { Price } from './compile-price'
import { NO_USAGE } from './usage'

export type BudgetMode = 'balanced' | 'strict'

/** What can be known of a request's cost before it is sent. */
export interface RequestSize {
  bodyBytes: number
  /** Null when the request does not say. */
  maxOutputTokens: number | null
  /** Answers that are asked for at once. */
  choices: number
}

/** A provider's terms for the model that it would serve. */
export interface Offer {
  price: Price
  costMultiplier: string
}

/** English text and code come at about four bytes a token. */
const BYTES_PER_TOKEN = 4
/** Beyond that it is pictures and files, whose bytes say nothing about their tokens. */
const EXPECTED_INPUT_TOKENS = 200_000
/** Of a typical turn; most requests allow many times more than they use. */
const EXPECTED_OUTPUT_TOKENS = 1_000
/** What vendors add to a prompt themselves, for tools for example. */
const ADDED_INPUT_TOKENS = 1_024

/** What a request reserves of its budgets before it is sent, in nano-USD (design.md §7). Nothing where nobody knows a price.
 * @param offers of the providers that might serve it, the most preferred one first
 * @param outputTokens for a strict budget, where the request does not limit its answer */
export function estimateCost(
  mode: BudgetMode,
  size: RequestSize,
  offers: readonly Offer[],
  outputTokens: number,
): bigint {
  return mode === 'strict' ? mostOf(size, offers, outputTokens) : expected(size, offers[0])
}

/** Every token is at least one byte of the body, so that no body has more of them than bytes. */
function mostOf(
  { bodyBytes, maxOutputTokens, choices }: RequestSize,
  offers: readonly Offer[],
  outputTokens: number,
): bigint {
  const tokens = {
    inputTokens: bodyBytes + ADDED_INPUT_TOKENS,
    outputTokens: (maxOutputTokens ?? outputTokens) * choices,
  }
  let most = 0n
  for (const { price, costMultiplier } of offers) {
    const cost = upperBoundCost(tokens, price, costMultiplier)
    if (cost > most) most = cost
  }
  return most
}

function expected({ bodyBytes, maxOutputTokens, choices }: RequestSize, offer: Offer | undefined): bigint {
  if (!offer) return 0n
  const output = Math.min(maxOutputTokens ?? EXPECTED_OUTPUT_TOKENS, EXPECTED_OUTPUT_TOKENS) * choices
  const input = Math.min(Math.ceil(bodyBytes / BYTES_PER_TOKEN), EXPECTED_INPUT_TOKENS)
  const { price, costMultiplier } = offer
  return bill({ ...NO_USAGE, input, output }, price, { costMultiplier, serviceTier: null })
}
