import { type ChildProcess, spawn } from "node:child_process"
import { createHash } from "node:crypto"
import { IAM } from "@aws-sdk/client-iam"
import { S3 } from "@aws-sdk/client-s3"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { findProgram, freePort } from "@/lib/testing/find-program"
import { waitFor } from "@/lib/testing/wait-for"
import type { ConnectorContext } from "../contract"
import { barFromTrust } from "./bar-from-trust"
import { checkAccess } from "./check-access"
import { deactivateAccessKeys } from "./deactivate-access-keys"
import { deactivateOtherCredential } from "./deactivate-other-credential"
import { deactivateOtherCredentials } from "./deactivate-other-credentials"
import { denyFederatedSession } from "./deny-federated-session"
import { denyOlderSessions } from "./deny-older-sessions"
import { denyUser } from "./deny-user"
import { restoreBucketObjects } from "./restore-bucket-objects"

// An imitation of AWS that we did not write, with no policy evaluator and no event history: what fails there must
// neither hold a containment up nor be shown as proven.
const program = findProgram("moto_server")

describe.skipIf(program === null)("on moto", () => {
  let server: ChildProcess
  let endpoint = ""
  let iam: IAM
  let s3: S3
  const keys = { accessKeyId: "", secretAccessKey: "" }

  beforeAll(async () => {
    const port = await freePort()
    endpoint = `http://127.0.0.1:${port}`
    server = spawn(program ?? "", ["-H", "127.0.0.1", "-p", `${port}`], { stdio: "ignore", detached: true })
    await waitFor("moto answers", () =>
      fetch(endpoint).then(
        () => true,
        () => null,
      ),
    )
    const anybody = { accessKeyId: "first", secretAccessKey: "first-secret" }
    iam = new IAM({ region: "us-east-1", endpoint, credentials: anybody })
    s3 = new S3({ region: "us-east-1", endpoint, forcePathStyle: true, credentials: anybody })
    await iam.createUser({ UserName: "responder" })
    const { AccessKey } = await iam.createAccessKey({ UserName: "responder" })
    keys.accessKeyId = AccessKey?.AccessKeyId ?? ""
    keys.secretAccessKey = AccessKey?.SecretAccessKey ?? ""
  })
  afterAll(() => {
    // The program may be a shim: its whole group, which is ours alone, ends.
    if (server?.pid) process.kill(-server.pid, "SIGTERM")
  })

  const kept = new Map<string, Uint8Array>()
  const context = (): ConnectorContext => ({
    connectionId: "moto",
    config: {
      mode: "keys",
      accessKeyId: keys.accessKeyId,
      regions: ["us-east-1"],
      endpoints: { iam: endpoint, sts: endpoint, cloudtrail: endpoint, s3: endpoint },
      propagationSeconds: 0,
    },
    secret: { secretAccessKey: keys.secretAccessKey },
    protectedPatterns: [],
    incidentReference: "INC-1",
    operator: "test",
    now: () => new Date(),
    signal: new AbortController().signal,
    evidence: {
      put: async ({ bytes }) => {
        const name = createHash("sha256").update(bytes).digest("hex")
        kept.set(name, bytes)
        return name
      },
      get: async (name) => kept.get(name) ?? new Uint8Array(),
    },
    progress: () => undefined,
  })

  async function agentUser(UserName: string) {
    await iam.createUser({ UserName })
    await iam.createAccessKey({ UserName })
    return UserName
  }

  test("the check says what cannot be known, and calls nothing allowed that was not called", async () => {
    const check = await checkAccess(context())
    expect(check).toMatchObject({ ok: false, identity: "arn:aws:iam::123456789012:user/responder" })
    expect(check.problems.join()).toMatch(/evaluator could not be asked/)
    expect(check.permissions.filter((row) => row.outcome === "allowed").map((row) => row.how)).not.toContain(
      "simulated",
    )
  })

  test("keys go off although side reads and the evaluator fail; the read-back alone is the proof", async () => {
    const ctx = context()
    const input = { userName: await agentUser("key-agent") }
    const looked = await deactivateAccessKeys.inspect(ctx, input)
    expect(looked).toMatchObject({ inEffect: "no" })
    expect(looked.warnings.join()).toMatch(/IAM did not say whether the user has service credentials/)
    const { receipt } = await deactivateAccessKeys.apply(ctx, input, looked.snapshot)
    const { AccessKeyMetadata } = await iam.listAccessKeys({ UserName: "key-agent" })
    expect(AccessKeyMetadata?.map((key) => key.Status)).toEqual(["Inactive"])
    const { proofs } = await deactivateAccessKeys.verify(ctx, input, receipt, new Date())
    expect(proofs.filter((proof) => proof.outcome === "holds").map((proof) => proof.kind)).toEqual([
      "read-back",
    ])
    expect(proofs.find((proof) => proof.kind === "policy-simulation")).toMatchObject({
      outcome: "cannot_tell",
      statement: expect.stringMatching(/could not be asked/),
    })
    await deactivateAccessKeys.undo?.(ctx, input, receipt)
    const again = await iam.listAccessKeys({ UserName: "key-agent" })
    expect(again.AccessKeyMetadata?.map((key) => key.Status)).toEqual(["Active"])
  })

  test("a user is denied by one way or another, read back, and never proven twice", async () => {
    const ctx = context()
    const input = { userName: await agentUser("deny-agent") }
    const looked = await denyUser.inspect(ctx, input)
    const { receipt } = await denyUser.apply(ctx, input, looked.snapshot)
    const { proofs } = await denyUser.verify(ctx, input, receipt, new Date())
    expect(proofs.filter((proof) => proof.outcome === "holds").map((proof) => proof.kind)).toEqual([
      "read-back",
    ])
    await denyUser.undo?.(ctx, input, receipt)
    expect(await denyUser.readBack(ctx, input, looked.snapshot)).toMatchObject({ outcome: "not_applied" })
  })

  test("an SSH key and a certificate go off and on; a form that the platform does not know is told, not proven", async () => {
    const ctx = context()
    const userName = await agentUser("ssh-agent")
    const ssh = await iam.uploadSSHPublicKey({ UserName: userName, SSHPublicKeyBody: "ssh-rsa AAAAB3 agent" })
    const id = ssh.SSHPublicKey?.SSHPublicKeyId ?? ""
    const input = { userName, form: "ssh-key", id } as const
    const status = async () =>
      (await iam.listSSHPublicKeys({ UserName: userName })).SSHPublicKeys?.map((key) => key.Status)
    const looked = await deactivateOtherCredential.inspect(ctx, input)
    expect(looked).toMatchObject({ inEffect: "no" })
    const { receipt } = await deactivateOtherCredential.apply(ctx, input, looked.snapshot)
    expect(await status()).toEqual(["Inactive"])
    const { proofs } = await deactivateOtherCredential.verify(ctx, input, receipt, new Date())
    expect(proofs.map(({ kind, outcome }) => [kind, outcome])).toEqual([["read-back", "holds"]])
    await deactivateOtherCredential.undo?.(ctx, input, receipt)
    expect(await status()).toEqual(["Active"])
    const all = { userName }
    const whole = await deactivateOtherCredentials.inspect(ctx, all)
    await deactivateOtherCredentials.apply(ctx, all, whole.snapshot)
    expect(await status()).toEqual(["Inactive"])
    const said = await deactivateOtherCredentials.verify(ctx, all, {}, new Date())
    expect(said.proofs[0]).toMatchObject({
      outcome: "cannot_tell",
      statement: expect.stringMatching(/did not say whether ssh-agent has service credentials/),
    })
  })

  test("a session is denied alone by an inline policy, and a role's trust policy is barred and put back", async () => {
    const ctx = context()
    const userName = await agentUser("fed-agent")
    const session = { userName, federatedName: "agent" }
    const looked = await denyFederatedSession.inspect(ctx, session)
    const { receipt } = await denyFederatedSession.apply(ctx, session, looked.snapshot)
    expect(receipt).toMatchObject({ method: "session" })
    const { PolicyNames } = await iam.listUserPolicies({ UserName: userName })
    expect(PolicyNames).toHaveLength(1)
    await denyFederatedSession.undo?.(ctx, session, receipt)
    expect((await iam.listUserPolicies({ UserName: userName })).PolicyNames).toEqual([])

    const trust = JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" }],
    })
    await iam.createRole({ RoleName: "barred", AssumeRolePolicyDocument: trust })
    const bar = { roleName: "barred", by: "session-name", value: "agent-1" } as const
    const seen = await barFromTrust.inspect(ctx, bar)
    const barred = await barFromTrust.apply(ctx, bar, seen.snapshot)
    const { proofs } = await barFromTrust.verify(ctx, bar, barred.receipt, new Date())
    expect(proofs.filter((proof) => proof.outcome === "holds").map((proof) => proof.kind)).toContain(
      "read-back",
    )
    await barFromTrust.undo?.(ctx, bar, barred.receipt)
    const { Role } = await iam.getRole({ RoleName: "barred" })
    expect(JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ""))).toEqual(JSON.parse(trust))
  })

  test("the sessions of a role are cut off and the cut-off reads back", async () => {
    const ctx = context()
    await iam.createRole({
      RoleName: "deploy",
      AssumeRolePolicyDocument: JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" }],
      }),
    })
    const input = denyOlderSessions.definition.input.parse({ roleName: "deploy", stamp: "first" })
    const looked = await denyOlderSessions.inspect(ctx, input)
    expect(looked.collateral.level).toBe("unknown")
    const { receipt } = await denyOlderSessions.apply(ctx, input, looked.snapshot)
    const { proofs } = await denyOlderSessions.verify(ctx, input, receipt, new Date())
    expect(proofs.map(({ kind, outcome }) => [kind, outcome])).toContainEqual(["read-back", "holds"])
    expect(proofs.filter((proof) => proof.outcome === "holds")).toHaveLength(1)
  })

  test("deleted and overwritten objects come back from their versions", async () => {
    const ctx = context()
    const Bucket = "moto-reports"
    await s3.createBucket({ Bucket })
    await s3.putBucketVersioning({ Bucket, VersioningConfiguration: { Status: "Enabled" } })
    const names = ["plain.txt", "with space+ü&.txt"]
    for (const Key of names) await s3.putObject({ Bucket, Key, Body: `good ${Key}` })
    await new Promise((resolve) => setTimeout(resolve, 2100))
    const point = new Date(Date.now() - 1000).toISOString()
    await s3.deleteObject({ Bucket, Key: "plain.txt" })
    await s3.putObject({ Bucket, Key: "with space+ü&.txt", Body: "broken" })
    const last = new Date(Date.now() + 1000).toISOString()
    const input = restoreBucketObjects.definition.input.parse({
      bucket: Bucket,
      point,
      proposedPoint: point,
      mode: "copy",
      effects: "",
      until: last,
      actorLastAt: last,
    })
    const looked = await restoreBucketObjects.inspect(ctx, input)
    const { receipt } = await restoreBucketObjects.apply(ctx, input, looked.snapshot)
    for (const Key of names)
      expect(await (await s3.getObject({ Bucket, Key })).Body?.transformToString()).toBe(`good ${Key}`)
    const { proofs } = await restoreBucketObjects.verify(ctx, input, receipt, new Date())
    expect(proofs.map(({ kind, outcome }) => [kind, outcome])).toContainEqual(["checksums", "holds"])
  })
})
