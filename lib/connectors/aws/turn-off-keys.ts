import "server-only"
import type { Applied, ConnectorContext, JsonObject, ProofObservation, ReadBack } from "../contract"
import { isPlatformError, PlatformError } from "../platform-error"
import { readAws, writeAws } from "./client"
import { listUserKeys } from "./user-use"

/** Which keys we turned off: what undo turns on again. */
export type KeysReceipt = JsonObject & { arn: string; deactivated: string[] }

/** Id and status of the user's keys; `only` leaves the others out. */
export async function listKeyStates(
  ctx: ConnectorContext,
  userName: string,
  only?: string,
): Promise<{ id: string; active: boolean }[]> {
  const found: { id: string; active: boolean }[] = []
  for await (const page of readAws(ctx).iam.paginateListAccessKeys({ UserName: userName }))
    for (const key of page.AccessKeyMetadata ?? [])
      found.push({ id: key.AccessKeyId ?? "", active: key.Status === "Active" })
  return only === undefined ? found : found.filter((key) => key.id === only)
}

/** Turns every active one of these keys off, those included that were made since the snapshot. */
export async function turnOffKeys(
  ctx: ConnectorContext,
  { userName, only }: { userName: string; only?: string },
  snapshot: JsonObject,
): Promise<Applied> {
  const active = (await listKeyStates(ctx, userName, only)).filter((key) => key.active).map((key) => key.id)
  const { iam } = writeAws(ctx)
  const answers = await Promise.allSettled(
    active.map((AccessKeyId) => iam.updateAccessKey({ UserName: userName, AccessKeyId, Status: "Inactive" })),
  )
  const failed = answers.find((answer) => answer.status === "rejected")
  if (failed) {
    const some = answers.some((answer) => answer.status === "fulfilled")
    throw some && isPlatformError(failed.reason) ? partly(failed.reason, active.length) : failed.reason
  }
  const ids = answers.flatMap((a) => (a.status === "fulfilled" ? [a.value.$metadata.requestId ?? ""] : []))
  const deactivated = [...new Set([...activeBefore(snapshot, only), ...active])]
  return {
    receipt: keysReceipt(snapshot, deactivated),
    changed: active.length > 0,
    requestIds: ids.filter(Boolean),
  }
}

/** Some keys are off already: saying that nothing happened would be wrong. */
function partly(error: PlatformError, keys: number): PlatformError {
  return new PlatformError(
    {
      kind: error.kind,
      message: `Not every one of ${keys} keys could be deactivated. ${error.message}`,
      mayHaveHappened: true,
      retryable: error.retryable,
      code: error.code,
    },
    error,
  )
}

export async function readBackKeys(
  ctx: ConnectorContext,
  { userName, only }: { userName: string; only?: string },
  snapshot: JsonObject,
): Promise<ReadBack> {
  const keys = await listKeyStates(ctx, userName, only)
  if (keys.some((key) => key.active)) return { outcome: "not_applied", requestIds: [] }
  return { outcome: "applied", receipt: keysReceipt(snapshot, activeBefore(snapshot, only)), requestIds: [] }
}

/** Whether IAM shows every one of the keys inactive now. */
export async function proveKeysAreOff(
  ctx: ConnectorContext,
  { userName, only }: { userName: string; only?: string },
): Promise<ProofObservation> {
  const keys = await listKeyStates(ctx, userName, only)
  const active = keys.filter((key) => key.active).map((key) => key.id)
  const off = keys.length === 1 ? "the key is inactive" : `all ${keys.length} keys are inactive`
  const quiet =
    keys.length === 0
      ? `IAM shows no ${only ?? "access key"} of ${userName} any more.`
      : `IAM shows that ${off}.`
  return {
    kind: "read-back",
    observedAt: ctx.now(),
    outcome: active.length === 0 ? "holds" : "contradicts",
    statement: active.length === 0 ? quiet : `IAM shows ${active.join(", ")} of ${userName} active.`,
    detail: { keys: keys.map((key) => ({ ...key })) },
    // A key that was made, or turned on again, while the first change propagated.
    reapply: active.length > 0,
  }
}

/** A last use after the change was in force contradicts it; AWS writes last uses down late, so none shows nothing. */
export async function proveKeysAreUnused(
  ctx: ConnectorContext,
  { userName, only }: { userName: string; only?: string },
  since: Date,
): Promise<ProofObservation> {
  const keys = (await listUserKeys(ctx, userName)).filter((key) => only === undefined || key.id === only)
  const used = keys.find((key) => key.lastUsedAt !== "" && Date.parse(key.lastUsedAt) > since.getTime())
  return {
    kind: "last-use",
    observedAt: ctx.now(),
    outcome: used ? "contradicts" : "cannot_tell",
    statement: used
      ? `AWS notes a use of ${used.id} at ${used.lastUsedAt.slice(11, 19)} UTC, after it was turned off.`
      : "AWS notes no later use of the keys; it notes uses late, so this alone shows nothing.",
  }
}

export async function reactivateKeys(
  ctx: ConnectorContext,
  userName: string,
  receipt: KeysReceipt,
): Promise<{ requestIds: string[]; statement: string }> {
  const off = (await listKeyStates(ctx, userName)).filter(
    (key) => !key.active && receipt.deactivated.includes(key.id),
  )
  const { iam } = writeAws(ctx)
  const requestIds: string[] = []
  for (const { id } of off) {
    const answer = await iam.updateAccessKey({ UserName: userName, AccessKeyId: id, Status: "Active" })
    if (answer.$metadata.requestId) requestIds.push(answer.$metadata.requestId)
  }
  const names = off.map((key) => key.id).join(", ")
  return {
    requestIds,
    statement: names
      ? `Active again: ${names}. Whoever holds them can sign with them.`
      : "None of the keys was inactive and still there; nothing was changed.",
  }
}

function activeBefore(snapshot: JsonObject, only?: string): string[] {
  const keys = Array.isArray(snapshot.keys) ? snapshot.keys : []
  return keys.flatMap((key) =>
    typeof key === "object" &&
    key !== null &&
    !Array.isArray(key) &&
    key.status === "Active" &&
    typeof key.id === "string"
      ? only === undefined || key.id === only
        ? [key.id]
        : []
      : [],
  )
}

function keysReceipt(snapshot: JsonObject, deactivated: string[]): KeysReceipt {
  return { arn: typeof snapshot.arn === "string" ? snapshot.arn : "", deactivated }
}
