import { liftStrings } from '#server/platform/lift-strings'
import type { LiftedText } from '#server/platform/lift-strings'
import type { RequestBody } from '../exchange'
import { CODECS } from '../translate/codecs'
import { createTranslation } from '../translate/translation'
import type { TranslatedRequest, TranslationOptions } from '../translate/translation'

/** A translated request as it goes over the wire. */
export interface TranslatedBody extends Pick<TranslatedRequest, 'path' | 'translation'> {
  readonly bytes: Buffer
}

type BodyOptions = Omit<TranslationOptions, 'body'>

/** Begin to translate, as `createTranslation` does, but leave the long texts of the request where they are: to parse them and
 * to print them again is most of the work.
 * @throws GatewayError bad_request */
export function translateBody(
  body: Pick<RequestBody, 'bytes' | 'tree'>,
  options: BodyOptions,
): TranslatedBody {
  const lifted = liftStrings(body.bytes, CODECS[options.client].passedOn)
  const quick = lifted && translateLifted(lifted, options)
  if (quick) return quick
  const { body: whole, path, translation } = createTranslation({ ...options, body: body.tree() })
  return { bytes: Buffer.from(JSON.stringify(whole)), path, translation }
}

/** @returns null when the whole text is needed, if only to say what is wrong with it */
function translateLifted(lifted: LiftedText, options: BodyOptions): TranslatedBody | null {
  try {
    const { body, path, translation } = createTranslation({ ...options, body: lifted.tree })
    const bytes = lifted.marks(translation.warnings) ? null : lifted.print(body)
    return bytes && { bytes, path, translation }
  } catch {
    return null
  }
}
