import { findCredential } from "@/lib/agents/find-credential"
import { findCredentialSchema } from "@/lib/agents/schema"
import { defineRoute } from "@/lib/http/define-route"
import { realWorld } from "@/lib/plans/world"

export const POST = defineRoute({
  input: findCredentialSchema,
  run: ({ ctx, input }) => findCredential({ ctx, input, world: realWorld }),
})
