const PAGE_SIZE = 50

/** Which page of a list a console address asks for. */
export function pageOfUrl(request: Request): { limit: number; cursor?: string } {
  const cursor = new URL(request.url).searchParams.get('cursor')
  return { limit: PAGE_SIZE, ...(cursor !== null && { cursor }) }
}
