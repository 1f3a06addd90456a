import "server-only"
import { requirePermission } from "@/lib/auth/require-permission"
import { asRequestError, reachConnection } from "@/lib/connections/reach-connection"
import { type ResolveCredentialInput, resolveCredentialSchema } from "@/lib/connections/schema"
import type { ResolvedCredential } from "@/lib/connectors/contract"
import type { Context } from "@/lib/context"
import { parseInput } from "@/lib/http/parse-input"
import type { World } from "@/lib/plans/world"

/**
 * What was this key? A key id, an ARN or a name becomes what is to be contained, or a sentence why it is not found
 * here. Reads only. Errors: not-permitted, not-found, platform-refused, platform-unreachable.
 */
export async function resolveCredential({
  ctx,
  id,
  input,
  world,
}: {
  ctx: Context
  id: string
  input: ResolveCredentialInput
  world: World
}): Promise<ResolvedCredential> {
  requirePermission(ctx.actor, "connection.check")
  const { given } = parseInput(resolveCredentialSchema, input)
  const { connector, access } = await reachConnection(ctx, { id, word: "RESOLVE", withinMs: 30_000, world })
  return connector.resolve(access, given).catch((thrown) => {
    throw asRequestError(thrown)
  })
}
