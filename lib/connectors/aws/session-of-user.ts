import "server-only"
import type {
  Applied,
  ConnectorContext,
  Inspection,
  JsonObject,
  ProofObservation,
  ReadBack,
} from "../contract"
import { PlatformError } from "../platform-error"
import { sameDocument } from "./deny-documents"
import { findDeny, undoInline } from "./deny-principal"
import { inspectUser } from "./inspect-user"
import { changePolicies, readInline } from "./principal-policies"

/**
 * A temporary session of a user. `policy` and `document` deny it alone; the document is null where nothing that IAM
 * can compare is known of it, and then only a deny of the whole user stops it.
 */
export type SessionOfUser = {
  userName: string
  who: string
  policy: string
  document: JsonObject | null
}

const user = ({ userName }: SessionOfUser) => ({ kind: "user", name: userName }) as const

/** What denies the session now: a policy for it alone, the deny of the whole user, or nothing. */
async function coveredBy(ctx: ConnectorContext, session: SessionOfUser): Promise<"session" | "user" | null> {
  const [own, whole] = await Promise.all([
    session.document ? readInline(ctx, user(session), session.policy) : null,
    findDeny(ctx, user(session), null),
  ])
  if (own && sameDocument(own.document, session.document)) return "session"
  return whole ? "user" : null
}

export async function inspectSession(
  ctx: ConnectorContext,
  sessionFor: (arn: string) => SessionOfUser,
  userName: string,
): Promise<Inspection> {
  const found = await inspectUser(ctx, userName)
  if (found.refused) return found.refused
  const session = sessionFor(found.state.arn)
  const covered = await coveredBy(ctx, session)
  const alone = session.document
    ? `An inline policy ${session.policy} denies ${session.who} everything.`
    : `${session.who} is covered as soon as ${userName} is denied.`
  return {
    ...found.base,
    inEffect: covered ? "yes" : "no",
    changes: covered ? [] : [alone],
    collateral: { level: "nobody", statement: "only this session", items: found.base.collateral.items },
    warnings: session.document
      ? found.base.warnings
      : [...found.base.warnings, "When it was issued is not known: only a deny of the whole user stops it."],
  }
}

export async function applySession(
  ctx: ConnectorContext,
  session: SessionOfUser,
  snapshot: JsonObject,
): Promise<Applied> {
  const arn = `${snapshot.arn ?? ""}`
  const covered = await coveredBy(ctx, session)
  if (covered) return { receipt: { arn, method: covered }, changed: false, requestIds: [] }
  if (!session.document)
    throw new PlatformError({
      kind: "conflict",
      message: `When ${session.who} was issued is not known, so no condition can single it out. Deny ${session.userName} as a whole.`,
      mayHaveHappened: false,
      retryable: false,
    })
  const id = await changePolicies(ctx, user(session), {
    do: "put",
    policy: session.policy,
    document: session.document,
  })
  return { receipt: { arn, method: "session" }, changed: true, requestIds: [id] }
}

export async function readBackSession(
  ctx: ConnectorContext,
  session: SessionOfUser,
  snapshot: JsonObject,
): Promise<ReadBack> {
  const covered = await coveredBy(ctx, session)
  return covered
    ? { outcome: "applied", receipt: { arn: `${snapshot.arn ?? ""}`, method: covered }, requestIds: [] }
    : { outcome: "not_applied", requestIds: [] }
}

export async function proveSessionIsDenied(
  ctx: ConnectorContext,
  session: SessionOfUser,
): Promise<ProofObservation> {
  const covered = await coveredBy(ctx, session)
  const said = {
    session: `IAM shows ${session.policy} on ${session.userName}: it denies ${session.who}.`,
    user: `IAM shows the deny of all of ${session.userName}: it covers ${session.who}.`,
  }
  return {
    kind: "read-back",
    observedAt: ctx.now(),
    outcome: covered ? "holds" : "contradicts",
    statement: covered ? said[covered] : `IAM shows no deny that covers ${session.who} any more.`,
    // A deny of the whole user is another step's: it is not put back from here.
    reapply: !covered && session.document !== null,
  }
}

export async function undoSession(
  ctx: ConnectorContext,
  session: SessionOfUser,
  receipt: JsonObject,
): Promise<{ requestIds: string[]; statement: string }> {
  if (receipt.method !== "session" || !session.document)
    return {
      requestIds: [],
      statement: `${session.who} stood on the deny of ${session.userName}, which has a step of its own. Nothing was changed.`,
    }
  const { document } = session
  return undoInline(ctx, user(session), session.policy, (found) => sameDocument(found, document))
}
