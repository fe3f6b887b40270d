import { expect, it } from 'vitest'
import { texts } from '#app/i18n/texts-en'
import { REPAIR_NAMES as KNOWN } from '#server/domain/repair-names'
import { REPAIRS } from '#server/gateway/translate/repairs/list'
import { isRepairName, REPAIR_NAMES } from './repair-names'

it('has words for every repair of the gateway, and for no other', () => {
  const names = REPAIRS.map(({ name }) => name)
  expect(KNOWN).toEqual(names)
  expect(REPAIR_NAMES).toEqual(names)
  expect(names.every(isRepairName)).toBe(true)
  expect(Object.keys(texts.translate.repair).sort()).toEqual(names.sort())
})
