import { afterEach, beforeEach, expect, vi } from 'vitest'
import type { MockInstance } from 'vitest'

/** An error that nobody expected on the console is a failure, even when every assertion holds. */
let consoleError: MockInstance<typeof console.error>

beforeEach(() => {
  consoleError = vi.spyOn(console, 'error')
})

afterEach(() => {
  expect(consoleError.mock.calls).toEqual([])
  consoleError.mockRestore()
})
