import "server-only"
import type { ActionHandler, ConnectorContext, JsonObject } from "../contract"
import { isPlatformError } from "../platform-error"
import { readAws, writeAws } from "./client"
import { type DeleteLoginProfileInput, deleteLoginProfileDefinition } from "./delete-login-profile-definition"
import { gatherProofs } from "./gather-proofs"
import { inspectUser } from "./inspect-user"

export const deleteLoginProfile: ActionHandler<DeleteLoginProfileInput> = {
  definition: deleteLoginProfileDefinition,
  inspect: async (ctx, { userName }) => {
    const found = await inspectUser(ctx, userName)
    if (found.refused) return found.refused
    const profile = await readProfile(ctx, userName)
    return {
      ...found.base,
      snapshot: { ...found.base.snapshot, loginProfile: profile },
      inEffect: profile ? "no" : "yes",
      changes: profile ? [`The console password of ${userName} is deleted, for good.`] : [],
      collateral: profile
        ? { level: "some", statement: "a person who signs in as this user", items: [] }
        : { level: "nobody", statement: "nobody: there is no password", items: [] },
      warnings: [
        ...found.base.warnings,
        "A console session that is open lives on for up to 12 hours unless the user is denied.",
      ],
    }
  },
  apply: async (ctx, { userName }, snapshot) => {
    const receipt = { arn: `${snapshot.arn ?? ""}` }
    try {
      const answer = await writeAws(ctx).iam.deleteLoginProfile({ UserName: userName })
      return { receipt, changed: true, requestIds: [answer.$metadata.requestId ?? ""].filter(Boolean) }
    } catch (error) {
      if (!isPlatformError(error) || error.kind !== "not_found") throw error
      return { receipt, changed: false, requestIds: [] }
    }
  },
  readBack: async (ctx, { userName }, snapshot) =>
    (await readProfile(ctx, userName))
      ? { outcome: "not_applied", requestIds: [] }
      : { outcome: "applied", receipt: { arn: `${snapshot.arn ?? ""}` }, requestIds: [] },
  verify: (ctx, { userName }, _receipt, appliedAt) =>
    gatherProofs(ctx, appliedAt, () => [
      readProfile(ctx, userName).then((profile) => ({
        kind: "read-back",
        observedAt: ctx.now(),
        outcome: profile ? ("contradicts" as const) : ("holds" as const),
        statement: profile
          ? `IAM shows a console password of ${userName} again.`
          : `IAM shows no console password of ${userName}. Sessions that were open are not ended by this.`,
      })),
    ]),
}

async function readProfile(ctx: ConnectorContext, userName: string): Promise<JsonObject | null> {
  try {
    const { LoginProfile } = await readAws(ctx).iam.getLoginProfile({ UserName: userName })
    return {
      createdAt: LoginProfile?.CreateDate?.toISOString() ?? "",
      passwordResetRequired: LoginProfile?.PasswordResetRequired ?? false,
    }
  } catch (error) {
    if (isPlatformError(error) && error.kind === "not_found") return null
    throw error
  }
}
