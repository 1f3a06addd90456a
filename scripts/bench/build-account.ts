import { randomUUID } from "node:crypto"
import { IAM } from "@aws-sdk/client-iam"
import type { Actor } from "@/lib/actor"
import { secretOwner } from "@/lib/connections/open-connection"
import type { PrismaClient } from "@/lib/db/generated/client"
import type { RangeControl } from "@/lib/drills/range-process"
import { seal } from "@/lib/secrets/seal"

export type PracticeAccount = {
  accountId: string
  region: string
  endpoints: { iam: string; sts: string; cloudtrail: string; s3: string }
  administrator: { accessKeyId: string; secretAccessKey: string; arn: string }
}
export type BenchCredential = { kind: "aws.iam-user" | "aws.role"; name: string; arn: string }

/** A fresh practice account with so many users (two keys each) and roles (trusted by a service) to contain. */
export async function buildAccount(
  range: RangeControl,
  { users, roles }: { users: number; roles: number },
): Promise<{ account: PracticeAccount; credentials: BenchCredential[] }> {
  const account = await range<PracticeAccount>("POST", "/accounts", { scenario: "empty", background: false })
  const iam = new IAM({
    region: account.region,
    endpoint: account.endpoints.iam,
    credentials: account.administrator,
  })
  const credentials: BenchCredential[] = []
  for (let i = 0; i < users; i += 1) {
    const name = `agent-${i}`
    const made = await iam.createUser({ UserName: name })
    await iam.attachUserPolicy({ UserName: name, PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess" })
    for (let key = 0; key < 2; key += 1) await iam.createAccessKey({ UserName: name })
    credentials.push({ kind: "aws.iam-user", name, arn: made.User?.Arn ?? "" })
  }
  const trust = JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
    ],
  })
  for (let i = 0; i < roles; i += 1) {
    const name = `agent-role-${i}`
    const made = await iam.createRole({ RoleName: name, AssumeRolePolicyDocument: trust })
    await iam.attachRolePolicy({ RoleName: name, PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess" })
    credentials.push({ kind: "aws.role", name, arn: made.Role?.Arn ?? "" })
  }
  iam.destroy()
  return { account, credentials }
}

/** A drill incident whose commander is about to press; its credentials are those of the account. */
export async function buildIncident(
  db: PrismaClient,
  { account, credentials }: Awaited<ReturnType<typeof buildAccount>>,
): Promise<{ reference: string; actor: Actor }> {
  const user = await db.user.create({
    data: { email: `${randomUUID()}@example.test`, name: "Bench", role: "operator" },
  })
  const connectionId = randomUUID()
  await db.connection.create({
    data: {
      id: connectionId,
      name: `Practice account ${account.accountId}`,
      connector: "aws",
      isRange: true,
      accountId: account.accountId,
      config: {
        mode: "keys",
        accessKeyId: account.administrator.accessKeyId,
        regions: [account.region],
        endpoints: account.endpoints,
        propagationSeconds: 0,
        trailBuckets: [],
      },
      secretSealed: seal(
        JSON.stringify({ secretAccessKey: account.administrator.secretAccessKey }),
        secretOwner(connectionId),
      ),
    },
  })
  const incident = await db.incident.create({
    data: {
      reference: `DRILL-${Math.floor(Math.random() * 1e8) + 1}`,
      isDrill: true,
      title: "Bench",
      severity: 3,
      declaredByLabel: user.name,
      responders: { create: { userId: user.id, role: "commander" } },
    },
  })
  await db.incidentConnection.create({
    data: { incidentId: incident.id, connectionId, isDrill: true, isRange: true },
  })
  for (const { kind, arn, name } of credentials)
    await db.credential.create({
      data: {
        incidentId: incident.id,
        connectionId,
        kind,
        identifier: arn,
        label: name,
        origin: "identified",
      },
    })
  const actor: Actor = {
    kind: "person",
    userId: user.id,
    sessionId: randomUUID(),
    name: user.name,
    email: user.email,
    role: "operator",
    signedInAt: new Date(),
  }
  return { reference: incident.reference, actor }
}
