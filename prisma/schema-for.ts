/** The databases that have a client and migrations, by Prisma's name for them. */
export const SCHEMA_PROVIDERS = ['sqlite', 'postgresql'] as const
export type SchemaProvider = (typeof SCHEMA_PROVIDERS)[number]

const BLOCKS = /^(?:generator|datasource) \w+ \{[^}]*\}\n+/gm

/** The model text for one database: Prisma lets a schema name only one, so each gets a copy with its own two blocks.
 * @param model text of schema.prisma
 * @returns a schema whose client goes to `./<provider>` beside it */
export function schemaFor(model: string, provider: SchemaProvider): string {
  // The small build of the query compiler: the data plane never asks Prisma, so memory and start-up time win.
  return `generator client {
  provider      = "prisma-client"
  output        = "./${provider}"
  moduleFormat  = "esm"
  compilerBuild = "small"
}

datasource db {
  provider = "${provider}"
}

${model.replace(BLOCKS, '')}`
}
