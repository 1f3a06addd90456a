import type { IdentityDto } from "./schema"

export type Lane = {
  identity: IdentityDto
  /** How many identities stand between it and what we started from. */
  depth: number
  /** Label of the identity it was got from; null for a start. */
  from: string | null
  cut: IdentityDto["cut"]
  /** Label of the identity through which it is cut, when it has no credential of its own. */
  cutThrough: string | null
  /** The credential to contain for it; null when nothing of ours can. */
  credentialId: string | null
}

/** Identities as a tree read downwards: every one right below what it was got from, oldest first. Pure. */
export function arrangeLanes(identities: readonly IdentityDto[]): Lane[] {
  const byId = new Map(identities.map((identity) => [identity.id, identity]))
  const roots = identities.filter((each) => each.parentId === null || !byId.has(each.parentId))
  const lanes: Lane[] = []
  const seen = new Set<string>()
  const add = (identity: IdentityDto, depth: number) => {
    if (seen.has(identity.id)) return
    seen.add(identity.id)
    const holder = holderOf(identity, byId)
    lanes.push({
      identity,
      depth,
      from: identity.parentId ? (byId.get(identity.parentId)?.label ?? null) : null,
      cut: holder?.cut ?? null,
      cutThrough: holder && holder !== identity ? holder.label : null,
      credentialId: holder?.credentialId ?? null,
    })
    for (const child of identities) if (child.parentId === identity.id) add(child, depth + 1)
  }
  for (const root of roots) add(root, 0)
  // A ring of parents has no root: shown all the same.
  for (const identity of identities) add(identity, 0)
  return lanes
}

/** The credential of this identity that nobody has asked to contain; a secret is rotated by hand. */
export function containable({ identity, cut, credentialId }: Lane): string | null {
  return cut === null && identity.kind !== "aws.secret" ? credentialId : null
}

/** The nearest identity upwards that has a credential: cutting it cuts this one. */
function holderOf(identity: IdentityDto, byId: ReadonlyMap<string, IdentityDto>): IdentityDto | null {
  const passed = new Set<string>()
  for (let at: IdentityDto | undefined = identity; at && !passed.has(at.id); ) {
    if (at.credentialId) return at
    passed.add(at.id)
    at = at.parentId ? byId.get(at.parentId) : undefined
  }
  return null
}
