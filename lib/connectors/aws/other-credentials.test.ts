import { afterAll, beforeAll, expect, test } from "vitest"
import { addAgentUser, administratorOf, awsContext, runAction } from "@/lib/testing/aws-scene"
import { type RangeAccount, startTestRange, type TestRange } from "@/lib/testing/start-range"
import type { CredentialRef } from "../contract"
import { deactivateOtherCredential } from "./deactivate-other-credential"
import { deactivateOtherCredentials } from "./deactivate-other-credentials"
import { proposeContainment } from "./propose-containment"
import { resolveCredential } from "./resolve-credential"

let range: TestRange
let account: RangeAccount
beforeAll(async () => {
  range = await startTestRange()
  account = await range.createAccount({ scenario: "coding-agent", seed: 8 })
})
afterAll(() => range.close())

const services = ["codecommit", "cassandra", "bedrock", "logs"].map((name) => `${name}.amazonaws.com`)

/** A user with one credential of every form; ids in the order that IAM lists them. */
async function equip(UserName: string) {
  const user = await addAgentUser(account, UserName)
  const { iam } = administratorOf(account)
  const service: string[] = []
  for (const ServiceName of services) {
    const made = await iam.createServiceSpecificCredential({ UserName, ServiceName })
    service.push(made.ServiceSpecificCredential?.ServiceSpecificCredentialId ?? "")
  }
  const ssh = await iam.uploadSSHPublicKey({ UserName, SSHPublicKeyBody: "ssh-rsa AAAAB3 agent" })
  const signing = await iam.uploadSigningCertificate({
    UserName,
    CertificateBody: "-----BEGIN CERTIFICATE-----",
  })
  return {
    ...user,
    service,
    ssh: ssh.SSHPublicKey?.SSHPublicKeyId ?? "",
    certificate: signing.Certificate?.CertificateId ?? "",
  }
}

async function statuses(UserName: string): Promise<Record<string, string>> {
  const { iam } = administratorOf(account)
  const [service, ssh, signing] = await Promise.all([
    iam.listServiceSpecificCredentials({ UserName }),
    iam.listSSHPublicKeys({ UserName }),
    iam.listSigningCertificates({ UserName }),
  ])
  return Object.fromEntries([
    ...(service.ServiceSpecificCredentials ?? []).map((each) => [
      each.ServiceSpecificCredentialId,
      each.Status,
    ]),
    ...(ssh.SSHPublicKeys ?? []).map((each) => [each.SSHPublicKeyId, each.Status]),
    ...(signing.Certificates ?? []).map((each) => [each.CertificateId, each.Status]),
  ])
}

test("each form is found by its id, turned off alone with its proof, and turned on again by undo", async () => {
  const user = await equip("forms-agent")
  const ctx = awsContext(account)
  const held = [
    ...user.service.map((id) => ({ kind: "aws.service-credential", form: "service-specific", id }) as const),
    { kind: "aws.ssh-key", form: "ssh-key", id: user.ssh } as const,
    { kind: "aws.signing-certificate", form: "signing-certificate", id: user.certificate } as const,
  ]
  for (const { kind, form, id } of held) {
    const identifier = `forms-agent/${id}`
    expect(await resolveCredential(ctx, identifier)).toMatchObject({ found: true, kind, identifier })
    const before = await statuses("forms-agent")
    const step = await runAction(ctx, deactivateOtherCredential, { userName: "forms-agent", form, id })
    expect(step.holding).toEqual(["read-back"])
    expect(step.proofs[0]?.statement).toMatch(/AWS offers no second sign/)
    expect(await statuses("forms-agent")).toEqual({ ...before, [id]: "Inactive" })
    expect(await step.undo()).toMatch(/Active again/)
    expect(await statuses("forms-agent")).toEqual(before)
  }
})

test("a service credential's id alone leads to its user; other ids ask for the user's name", async () => {
  const user = await equip("bare-agent")
  const ctx = awsContext(account)
  expect(await resolveCredential(ctx, user.service[2] ?? "")).toMatchObject({
    found: true,
    identifier: `bare-agent/${user.service[2]}`,
    label: `Bedrock API key ${user.service[2]} of bare-agent`,
  })
  for (const [given, says] of [
    [user.ssh, /only by its user/],
    [`bare-agent/${"APKA".padEnd(21, "X")}`, /has no SSH key/],
    [`nobody/${user.ssh}`, /does not know it/],
    ["ACCA".padEnd(21, "X"), /for no user of this account/],
  ] as const)
    expect(await resolveCredential(ctx, given)).toMatchObject({
      found: false,
      reason: expect.stringMatching(says),
    })
})

test("with the whole user all its forms go off by themselves, those made meanwhile too; undo turns on only ours", async () => {
  const user = await equip("whole-forms-agent")
  const { iam } = administratorOf(account)
  const UserName = "whole-forms-agent"
  const [off = ""] = user.service
  await iam.updateServiceSpecificCredential({
    UserName,
    ServiceSpecificCredentialId: off,
    Status: "Inactive",
  })
  const ctx = awsContext(account)
  const credentials: CredentialRef[] = [
    { id: "user", kind: "aws.iam-user", identifier: user.arn, label: "user" },
    { id: "ssh", kind: "aws.ssh-key", identifier: `${UserName}/${user.ssh}`, label: "ssh" },
  ]
  const { steps } = await proposeContainment(ctx, credentials)
  expect(steps.map((step) => [step.action, step.credentialId])).toEqual([
    ["aws.deactivate-access-keys", "user"],
    ["aws.deny-user", "user"],
    ["aws.deactivate-other-credentials", "user"],
    ["aws.deactivate-other-credential", "ssh"],
  ])
  const step = await runAction(ctx, deactivateOtherCredentials, { userName: UserName })
  expect(step.holding).toEqual(["read-back"])
  expect(new Set(Object.values(await statuses(UserName)))).toEqual(new Set(["Inactive"]))
  const more = await iam.uploadSSHPublicKey({ UserName, SSHPublicKeyBody: "ssh-rsa AAAAB3 second" })
  const { proofs } = await step.verifyAgain()
  expect(proofs[0]).toMatchObject({ outcome: "contradicts", reapply: true })
  expect(proofs[0]?.statement).toContain(more.SSHPublicKey?.SSHPublicKeyId)
  await step.undo()
  const { [off]: stillOff, ...others } = await statuses(UserName)
  expect(stillOff).toBe("Inactive")
  expect(new Set(Object.values(others))).toEqual(new Set(["Active"]))
})

test("users that AWS made to own API keys are mentioned, and nobody else's credentials are touched", async () => {
  const { iam } = administratorOf(account)
  await iam.createUser({ UserName: "BedrockAPIKey-x1y2" })
  await iam.createServiceSpecificCredential({
    UserName: "BedrockAPIKey-x1y2",
    ServiceName: "bedrock.amazonaws.com",
  })
  const { arn } = await addAgentUser(account, "key-asking-agent")
  // Another incident: what an earlier look found is kept for a moment.
  const { manual } = await proposeContainment(awsContext(account, { incidentReference: "INC-2" }), [
    { id: "user", kind: "aws.iam-user", identifier: arn, label: "user" },
  ])
  expect(manual).toContainEqual(
    expect.objectContaining({
      credentialId: null,
      instructions: expect.stringContaining("BedrockAPIKey-x1y2"),
      link: expect.stringMatching(/^https:\/\/console\.aws\.amazon\.com\/iam/),
    }),
  )
  expect(Object.values(await statuses("BedrockAPIKey-x1y2"))).toEqual(["Active"])
})

test("an id that the user does not have and a malformed one are refused", async () => {
  await addAgentUser(account, "poor-agent")
  const ctx = awsContext(account)
  const one = (id: string) =>
    runAction(ctx, deactivateOtherCredential, { userName: "poor-agent", form: "ssh-key", id })
  await expect(one("APKA".padEnd(21, "X"))).rejects.toThrow(/it was deleted, or belongs to another user/)
  await expect(one("../other")).rejects.toThrow(/16 to 128 capitals and digits/)
})
