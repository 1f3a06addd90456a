import { randomBytes } from "node:crypto"
import type { Account } from "../account.ts"
import { uniqueId } from "../ids.ts"
import type { Organization } from "../organization.ts"
import type { World } from "../world.ts"
import type { CenterRequest, PermissionSet } from "./identity-center.ts"

/** The name of the inline policy that a permission set's own policy becomes. */
const ssoInlineName = "AwsSSOInlinePolicy"

/** Does every piece of Identity Center's work that is due. Asked for before anything looks at its results. */
export function settleIdentityCenter(world: World, organization: Organization): void {
  const center = organization.identityCenter
  if (!center) return
  const now = world.clock.now()
  for (const request of center.requests.values()) {
    if (request.done || request.dueAt > now) continue
    request.done = true
    if (request.failure) continue
    const set = center.permissionSets.get(request.permissionSetArn)
    if (!set) continue
    finish(world, organization, request, set)
  }
}

function finish(world: World, organization: Organization, request: CenterRequest, set: PermissionSet): void {
  const center = organization.identityCenter
  const { assignment } = request
  if (!center) return
  if (assignment && request.kind === "create-assignment") center.assignments.push(assignment)
  if (assignment && request.kind === "delete-assignment")
    center.assignments = center.assignments.filter((each) => !sameAssignment(each, assignment))
  for (const accountId of request.accountIds) {
    const account = world.accounts.get(accountId)
    if (account) provision(world, account, set, center.region)
  }
}

/** Writes the permission set into the account's reserved role, which is made if it is not there. */
export function provision(
  world: World,
  account: Account,
  set: PermissionSet,
  region: string,
  settled = false,
): void {
  const known = set.provisioned.get(account.id)
  const name = known?.roleName ?? `AWSReservedSSO_${set.name}_${randomBytes(8).toString("hex")}`
  const path = `/aws-reserved/sso.amazonaws.com/${region}/`
  const inline: Record<string, string> = set.inline ? { [ssoInlineName]: set.inline } : {}
  const role = account.iam.roles.get(name)
  if (role) {
    role.inline = inline
    role.attached = [...set.managed]
  } else
    account.iam.roles.set(name, {
      name,
      path,
      id: uniqueId("AROA"),
      arn: `arn:aws:iam::${account.id}:role${path}${name}`,
      createdAt: world.clock.now(),
      trust: reservedTrust(account.id),
      maxSessionSeconds: 43_200,
      inline,
      attached: [...set.managed],
      tags: {},
    })
  set.provisioned.set(account.id, { roleName: name, managed: [...set.managed], inline: set.inline })
  world.iamChanged(account, settled)
}

/** Whether the account's role says what the set says now. */
export function isUpToDate(set: PermissionSet, accountId: string): boolean {
  const given = set.provisioned.get(accountId)
  return given !== undefined && given.inline === set.inline && given.managed.join() === set.managed.join()
}

function sameAssignment(one: object, other: object): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

function reservedTrust(accountId: string): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Federated: `arn:aws:iam::${accountId}:saml-provider/AWSSSO_DO_NOT_DELETE` },
        Action: ["sts:AssumeRoleWithSAML", "sts:TagSession"],
        Condition: { StringEquals: { "SAML:aud": "https://signin.aws.amazon.com/saml" } },
      },
    ],
  })
}
