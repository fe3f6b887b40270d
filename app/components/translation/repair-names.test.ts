import { expect, it } from 'vitest'
import { texts } from '#app/i18n/texts-en'
import { REPAIRS } from '#server/gateway/translate/repairs/list'
import { isRepairName } from './repair-names'

it('has words for every repair of the gateway, and for no other', () => {
  const names = REPAIRS.map(({ name }) => name)
  expect(names.filter((name) => !isRepairName(name))).toEqual([])
  expect(Object.keys(texts.translate.repair).sort()).toEqual(names.sort())
})
