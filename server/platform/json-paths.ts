/** What to look for below one value. Array elements are transparent: a path leads through them without an index. */
export interface PathNode {
  /** Given for values to report. */
  readonly name?: string
  readonly members?: ReadonlyMap<string, PathNode>
  /** Lengths of the keys of `members` in bytes, so that most other keys need no look at their text. */
  readonly keyLengths?: ReadonlySet<number>
  /** Report every member of this object under its own key. */
  readonly everyMember?: boolean
}

interface MutableNode extends PathNode {
  name?: string
  members: Map<string, MutableNode>
  keyLengths: Set<number>
}

/** Build the tree of paths: `pathTree(['usage', 'choices.finish_reason'])`. A value is reported under its whole path. */
export function pathTree(paths: readonly string[]): PathNode {
  const root: MutableNode = { members: new Map(), keyLengths: new Set() }
  for (const path of paths) {
    let node = root
    for (const key of path.split('.')) {
      const next: MutableNode = node.members.get(key) ?? { members: new Map(), keyLengths: new Set() }
      node.members.set(key, next)
      node.keyLengths.add(Buffer.byteLength(key))
      node = next
    }
    node.name = path
  }
  return root
}

/** Report each member of the outermost object. */
export const TOP_LEVEL_MEMBERS: PathNode = { everyMember: true }

/** Report the values at the paths of a tree that is parsed already, as JsonWalker would. */
export function visitPaths(
  value: unknown,
  node: PathNode,
  visit: (name: string, value: unknown) => void,
): void {
  if (node.name !== undefined) visit(node.name, value)
  else visitBelow(value, node, visit)
}

function visitBelow(value: unknown, node: PathNode, visit: (name: string, value: unknown) => void): void {
  if (typeof value !== 'object' || value === null || !node.members) return
  if (Array.isArray(value)) {
    for (const element of value) visitBelow(element, node, visit)
    return
  }
  for (const [key, child] of node.members)
    if (Object.hasOwn(value, key)) visitPaths(Reflect.get(value, key), child, visit)
}
