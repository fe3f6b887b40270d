/** @type {import('@remix-run/dev').AppConfig} */
export default {
  ignoredRouteFiles: ['**/.*', '**/*.test.{ts,tsx}'],
  serverModuleFormat: 'esm',
  serverPlatform: 'node',
  serverBuildPath: 'build/console/index.js',
  assetsBuildDirectory: 'public/build',
  publicPath: '/build/',
  tailwind: true,
  // Bundled so that only the icons and primitives in use are loaded at boot: importing lucide-react whole costs
  // more than the rest of the console's start.
  serverDependenciesToBundle: [/^lucide-react/, /^radix-ui/, /^@radix-ui\//],
  future: {
    v3_fetcherPersist: true,
    v3_lazyRouteDiscovery: false,
    v3_relativeSplatPath: true,
    v3_singleFetch: true,
    v3_throwAbortReason: true,
  },
}
