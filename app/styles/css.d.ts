/** The compiler gives the address of a style sheet that is imported. */
declare module '*.css' {
  const href: string
  export default href
}
