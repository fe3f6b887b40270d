interface Routed {
  params: Partial<Record<string, string>>
}

/** The `$id` of a route's address. */
export const idOf = ({ params }: Routed): string => required(params.id)
/** The `$keyId` of a route's address. */
export const keyIdOf = ({ params }: Routed): string => required(params.keyId)

function required(id: string | undefined): string {
  if (!id) throw new Response(null, { status: 404 })
  return id
}
