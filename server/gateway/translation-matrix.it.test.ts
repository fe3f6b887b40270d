import { afterAll, beforeAll, describe, it } from 'vitest'
import { casesOf, CELLS, startMatrix } from '#server/testing/translation/cells'
import type { Matrix } from '#server/testing/translation/cells'

/** Every client on every provider, by official SDKs over real sockets. `npm run matrix` runs the same and prints a table. */

let matrix: Matrix
beforeAll(async () => {
  matrix = await startMatrix()
})
afterAll(() => matrix.close())

describe.each(CELLS)('$client on $provider, streaming: $streaming', (cell) => {
  it.each(casesOf(cell))('$name', (matrixCase) => matrix.run(cell, matrixCase))
})
