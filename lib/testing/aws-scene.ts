import { IAM } from "@aws-sdk/client-iam"
import { S3 } from "@aws-sdk/client-s3"
import { STS } from "@aws-sdk/client-sts"
import type { ActionHandler, ConnectorContext, JsonObject, Verification } from "@/lib/connectors/contract"
import { responderInput } from "@/lib/testing/range-connection"
import type { RangeAccount, RangeKeys } from "@/lib/testing/start-range"

export type SessionKeys = RangeKeys & { sessionToken?: string }

/** The SDK's own clients on a practice account, signing with these keys. */
export function clientsOf(account: RangeAccount, credentials: SessionKeys) {
  const { endpoints, region } = account
  return {
    iam: new IAM({ region, endpoint: endpoints.iam, credentials, maxAttempts: 1 }),
    sts: new STS({ region, endpoint: endpoints.sts, credentials, maxAttempts: 1 }),
    s3: new S3({ region, endpoint: endpoints.s3, credentials, forcePathStyle: true, maxAttempts: 1 }),
  }
}

export const administratorOf = (account: RangeAccount) =>
  clientsOf(account, account.administrator as RangeKeys)

/** What an action is given: as the least-privilege responder, or as the administrator where a test says so. */
export function awsContext(
  account: RangeAccount,
  change: Partial<ConnectorContext> & { as?: "responder" | "administrator" } = {},
): ConnectorContext {
  const { as = "responder", ...rest } = change
  const keys = account.administrator as RangeKeys
  const { config, secret } =
    as === "responder"
      ? responderInput(account)
      : {
          config: {
            mode: "keys",
            accessKeyId: keys.accessKeyId,
            regions: [account.region],
            endpoints: account.endpoints,
            propagationSeconds: 0,
          },
          secret: { secretAccessKey: keys.secretAccessKey },
        }
  return {
    connectionId: `${account.accountId} ${as}`,
    config: config as JsonObject,
    secret: secret as JsonObject,
    protectedPatterns: [],
    incidentReference: "INC-1",
    operator: "test",
    now: () => new Date(),
    signal: new AbortController().signal,
    evidence: { put: async () => "", get: async () => new Uint8Array() },
    progress: () => undefined,
    ...rest,
  }
}

/** A user that the responder may contain, with a key and the right to do everything. */
export async function addAgentUser(
  account: RangeAccount,
  UserName: string,
  Path = "/",
): Promise<{ arn: string; keys: RangeKeys }> {
  const { iam } = administratorOf(account)
  const { User } = await iam.createUser({
    UserName,
    Path,
    Tags: [{ Key: "firebreak", Value: "containable" }],
  })
  await iam.attachUserPolicy({ UserName, PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess" })
  const { AccessKey } = await iam.createAccessKey({ UserName })
  return {
    arn: User?.Arn ?? "",
    keys: {
      accessKeyId: AccessKey?.AccessKeyId ?? "",
      secretAccessKey: AccessKey?.SecretAccessKey ?? "",
    },
  }
}

/** A role that the responder may contain and these may take. */
export async function addSharedRole(
  account: RangeAccount,
  RoleName: string,
  Principal: JsonObject,
): Promise<string> {
  const { iam } = administratorOf(account)
  const { Role } = await iam.createRole({
    RoleName,
    AssumeRolePolicyDocument: trustOf(Principal),
    Tags: [{ Key: "firebreak", Value: "containable" }],
  })
  await iam.attachRolePolicy({ RoleName, PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess" })
  return Role?.Arn ?? ""
}

export function trustOf(Principal: JsonObject): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal, Action: ["sts:AssumeRole", "sts:SetSourceIdentity"] }],
  })
}

export function keysOf(
  given: { AccessKeyId?: string; SecretAccessKey?: string; SessionToken?: string } | undefined,
): SessionKeys {
  return {
    accessKeyId: given?.AccessKeyId ?? "",
    secretAccessKey: given?.SecretAccessKey ?? "",
    ...(given?.SessionToken ? { sessionToken: given.SessionToken } : {}),
  }
}

/** Looks, applies and proves once, as the engine does; a refusal is thrown. */
export async function runAction<Input extends JsonObject>(
  ctx: ConnectorContext,
  handler: ActionHandler<Input>,
  input: NoInfer<Input>,
) {
  const parsed = handler.definition.input.parse(input)
  const inspection = await handler.inspect(ctx, parsed)
  if (inspection.refusal) throw new Error(inspection.refusal)
  const applied = await handler.apply(ctx, parsed, inspection.snapshot)
  const { proofs } = await handler.verify(ctx, parsed, applied.receipt, new Date())
  const undo = async () => (await handler.undo?.(ctx, parsed, applied.receipt))?.statement
  const verifyAgain = () => handler.verify(ctx, parsed, applied.receipt, new Date())
  return { inspection, ...applied, proofs, holding: holdingOf({ proofs }), undo, verifyAgain }
}

export function holdingOf({ proofs }: Verification): string[] {
  return proofs.filter((proof) => proof.outcome === "holds").map((proof) => proof.kind)
}

/** "ok", or the name of the refusal: what a caller sees. */
export async function outcomeOf(call: Promise<unknown>): Promise<string> {
  try {
    await call
    return "ok"
  } catch (error) {
    return error instanceof Error ? error.name : "unknown"
  }
}
