import "server-only"
import type {
  Applied,
  ConnectorContext,
  Inspection,
  JsonObject,
  ProofObservation,
  ReadBack,
} from "../contract"
import { isPlatformError, PlatformError } from "../platform-error"
import { denyAllDocument, denyName, sameDocument } from "./deny-documents"
import {
  changePolicies,
  denyAllArn,
  listAttached,
  type Principal,
  type PrincipalState,
  readInline,
  readPrincipal,
} from "./principal-policies"

/** How the deny was made: what undo takes back, and what reading back looks for. */
export type DenyReceipt = JsonObject & {
  method: "managed" | "inline" | "boundary"
  arn: string
  /** The deny was there before us: nothing of ours to take back. */
  alreadyThere: boolean
  policyArn: string
  policyName: string
  previousBoundary: string | null
}

/** The state that a deny is taken back from. */
export function denySnapshot(state: PrincipalState): JsonObject {
  const { arn, id, path, boundary, attached, inline, trust } = state
  return { arn, id, path, boundary, attached, inline, trust: trust as JsonObject | null }
}

/** Which deny is in force by what hangs on the principal now; null when none is. */
export async function findDeny(
  ctx: ConnectorContext,
  principal: Principal,
  before: JsonObject | null,
): Promise<DenyReceipt | null> {
  const state = await readPrincipal(ctx, principal)
  const policyArn = denyAllArn(ctx)
  const policyName = denyName(ctx.incidentReference)
  const base = { arn: state.arn, policyArn, policyName, alreadyThere: false, previousBoundary: null }
  if (state.attached.includes(policyArn)) {
    const attachedBefore = Array.isArray(before?.attached) && before.attached.includes(policyArn)
    return { ...base, method: "managed", alreadyThere: before !== null && attachedBefore }
  }
  if (state.inline.includes(policyName)) {
    const found = await readInline(ctx, principal, policyName)
    if (found && sameDocument(found.document, denyAllDocument()))
      return {
        ...base,
        method: "inline",
        alreadyThere: Array.isArray(before?.inline) && before.inline.includes(policyName),
      }
  }
  if (state.boundary === policyArn) {
    const previousBoundary = typeof before?.boundary === "string" ? before.boundary : null
    return { ...base, method: "boundary", alreadyThere: previousBoundary === policyArn, previousBoundary }
  }
  return null
}

/**
 * Denies the principal everything: AWSDenyAll attached; where quota or permission is in the way, the same as an inline
 * policy of our name; and at last AWSDenyAll as the permissions boundary.
 */
export async function applyDeny(
  ctx: ConnectorContext,
  principal: Principal,
  snapshot: JsonObject,
): Promise<Applied> {
  const found = await findDeny(ctx, principal, snapshot)
  if (found) return { receipt: found, changed: false, requestIds: [] }
  const policyArn = denyAllArn(ctx)
  const policyName = denyName(ctx.incidentReference)
  const base = {
    arn: typeof snapshot.arn === "string" ? snapshot.arn : "",
    policyArn,
    policyName,
    alreadyThere: false,
    previousBoundary: typeof snapshot.boundary === "string" ? snapshot.boundary : null,
  }
  const ways = [
    { method: "managed", change: { do: "attach", policyArn } },
    { method: "inline", change: { do: "put", policy: policyName, document: denyAllDocument() } },
    { method: "boundary", change: { do: "bound", policyArn } },
  ] as const
  const refusals: string[] = []
  for (const { method, change } of ways) {
    try {
      const requestId = await changePolicies(ctx, principal, change)
      return { receipt: { ...base, method, refusals }, changed: true, requestIds: [requestId] }
    } catch (error) {
      if (!isPlatformError(error)) throw error
      // Not every platform has AWSDenyAll; an inline policy needs only the principal itself.
      const absent = error.kind === "not_found" && method !== "inline"
      if (error.kind !== "quota" && error.kind !== "refused" && !absent) throw error
      refusals.push(error.message)
      if (method === "boundary")
        throw new PlatformError({
          kind: error.kind,
          message: `No way to deny ${principal.name} is open. ${refusals.join(" ")}`,
          mayHaveHappened: false,
          retryable: false,
          code: error.code,
        })
    }
  }
  throw new Error("unreachable: the last way returns or throws")
}

export async function readBackDeny(
  ctx: ConnectorContext,
  principal: Principal,
  snapshot: JsonObject,
): Promise<ReadBack> {
  const found = await findDeny(ctx, principal, snapshot)
  return found
    ? { outcome: "applied", receipt: found, requestIds: [] }
    : { outcome: "not_applied", requestIds: [] }
}

/** Whether the deny of the receipt is what IAM shows now. */
export async function proveDenyIsThere(
  ctx: ConnectorContext,
  principal: Principal,
  receipt: DenyReceipt,
): Promise<ProofObservation> {
  const holds = await isDenyThere(ctx, principal, receipt)
  const name = receipt.method === "inline" ? receipt.policyName : "AWSDenyAll"
  const place = {
    managed: "is attached to",
    inline: "is an inline policy of",
    boundary: "is the permissions boundary of",
  }
  return {
    kind: "read-back",
    observedAt: ctx.now(),
    outcome: holds ? "holds" : "contradicts",
    statement: holds
      ? `IAM shows that ${name} ${place[receipt.method]} ${principal.name}.`
      : `IAM no longer shows ${name} on ${principal.name}: somebody took it off.`,
    reapply: !holds,
  }
}

async function isDenyThere(
  ctx: ConnectorContext,
  principal: Principal,
  receipt: DenyReceipt,
): Promise<boolean> {
  if (receipt.method === "managed") return (await listAttached(ctx, principal)).includes(receipt.policyArn)
  if (receipt.method === "boundary")
    return (await readPrincipal(ctx, principal)).boundary === receipt.policyArn
  const found = await readInline(ctx, principal, receipt.policyName)
  return found !== null && sameDocument(found.document, denyAllDocument())
}

/** Takes back only what we wrote, and only if it is still as we wrote it. */
export async function undoDeny(
  ctx: ConnectorContext,
  principal: Principal,
  receipt: DenyReceipt,
): Promise<{ requestIds: string[]; statement: string }> {
  const { name } = principal
  if (receipt.alreadyThere)
    return {
      requestIds: [],
      statement: `The deny on ${name} was there before us and stays. Take it off by hand if it is not wanted.`,
    }
  switch (receipt.method) {
    case "managed": {
      if (!(await listAttached(ctx, principal)).includes(receipt.policyArn))
        return { requestIds: [], statement: `AWSDenyAll was no longer attached to ${name}.` }
      const id = await changePolicies(ctx, principal, { do: "detach", policyArn: receipt.policyArn })
      return { requestIds: [id], statement: `AWSDenyAll was detached from ${name}.` }
    }
    case "inline":
      return undoInline(ctx, principal, receipt.policyName, (document) =>
        sameDocument(document, denyAllDocument()),
      )
    case "boundary": {
      const now = (await readPrincipal(ctx, principal)).boundary
      if (now === receipt.previousBoundary)
        return { requestIds: [], statement: `The boundary of ${name} was already as before.` }
      if (now !== receipt.policyArn) throw changedSince(`the permissions boundary of ${name}`)
      const id = await changePolicies(
        ctx,
        principal,
        receipt.previousBoundary ? { do: "bound", policyArn: receipt.previousBoundary } : { do: "unbound" },
      )
      return { requestIds: [id], statement: `The permissions boundary of ${name} is as before.` }
    }
  }
}

/** Deletes an inline policy of ours if its document is still the one we wrote. */
export async function undoInline(
  ctx: ConnectorContext,
  principal: Principal,
  policy: string,
  isOurs: (document: unknown) => boolean,
): Promise<{ requestIds: string[]; statement: string }> {
  const found = await readInline(ctx, principal, policy)
  if (!found) return { requestIds: [], statement: `${policy} was no longer on ${principal.name}.` }
  if (!isOurs(found.document)) throw changedSince(`the policy ${policy} of ${principal.name}`)
  const id = await changePolicies(ctx, principal, { do: "delete", policy })
  return { requestIds: [id], statement: `${policy} was deleted from ${principal.name}.` }
}

function changedSince(what: string): PlatformError {
  return new PlatformError({
    kind: "conflict",
    message: `Somebody changed ${what} since we wrote it, so it is left alone. Look at it in IAM.`,
    mayHaveHappened: false,
    retryable: false,
  })
}

/** What an inspection says when the target must not be touched: nothing was looked at any further. */
export function refusedInspection(refusal: string, requestIds: string[] = []): Inspection {
  return {
    snapshot: {},
    inEffect: "unknown",
    changes: [],
    collateral: { level: "unknown", statement: "not looked at", items: [] },
    refusal,
    warnings: [],
    requestIds,
  }
}
