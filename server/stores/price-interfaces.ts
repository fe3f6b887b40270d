/** The store of prices; a part of the table of contents in interfaces.ts. */
import type {
  NewPriceVersion,
  PriceSource,
  PriceVersion,
  PriceVersionInForce,
} from '#server/domain/price-versions'

/** A model that was served without a price. */
export interface UnpricedModel {
  model: string
  requests: number
  lastAt: Date
}

/** Versions of prices. They are only ever added, save those whose time has not come. */
export interface ModelPriceStore {
  /** Another text after every change of what is kept. */
  mark(): Promise<string>
  /** What counts at a time, one version a model, by model; the newest of each model and source that it was chosen from; and
   * when a version comes into force by itself. */
  inForce(
    at: Date,
  ): Promise<{ versions: PriceVersionInForce[]; newest: PriceVersion[]; nextChangeAt: Date | null }>
  /** One version, whether it is in force or not. */
  get(id: string): Promise<PriceVersion | null>
  /** All versions of one model, of every source, the newest first. */
  history(model: string): Promise<PriceVersion[]>
  /** All of them, as one change of the configuration. @throws StoreError("conflict") when one is there already */
  add(versions: readonly NewPriceVersion[]): Promise<number>
  /** Those that are not there. @returns how many were added */
  addMissing(versions: readonly NewPriceVersion[]): Promise<number>
  has(version: { model: string; source: PriceSource; validFrom: Date }): Promise<boolean>
  /** Remove a version whose time has not come. False when there was none. */
  removePlanned(id: string): Promise<boolean>
  /** Models of the newest requests since a time that were served and not billed, the most wanted first; bounded. */
  unpriced(since: Date): Promise<UnpricedModel[]>
}
