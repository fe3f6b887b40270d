import { createContext, useContext } from 'react'

/** The CSP nonce of this answer. Undefined in the browser, which hides nonces from scripts on purpose. */
const NonceContext = createContext<string | undefined>(undefined)
export const NonceProvider = NonceContext.Provider
export const useNonce = () => useContext(NonceContext)
