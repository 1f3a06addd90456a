import { randomBytes, randomUUID } from "node:crypto"
import type { Account } from "../aws/account.ts"
import { secretKey, uniqueId } from "../aws/ids.ts"
import { Organization } from "../aws/organization.ts"
import type { IdentityCenter, PermissionSet } from "../aws/sso/identity-center.ts"
import { provision } from "../aws/sso/provision.ts"
import type { World } from "../aws/world.ts"
import { fillCodingAgentAccount } from "./coding-agent.ts"
import { orgResponderPolicies } from "./org-responder-policy.ts"
import { addRole, addUser, keyPair, policyText, type ScenarioSummary } from "./scenario.ts"

const day = 86_400_000

/**
 * The coding agent's account as a member of an organisation: a management account with the role that Firebreak takes
 * there, two units, Identity Center with users, groups and permission sets, a second member, and a root key.
 */
export function fillOrganization(world: World, account: Account, seed: number): ScenarioSummary {
  const summary = fillCodingAgentAccount(world, account, seed)
  const now = world.clock.now()
  const management = world.createAccount(account.region)
  const sibling = world.createAccount(account.region)
  const suffix = randomBytes(2).toString("hex")
  const organization = new Organization(`o-${randomBytes(5).toString("hex")}`, `r-${suffix}`, management)
  world.organizations.add(organization)
  management.organization = organization
  const unit = { id: `ou-${suffix}-${randomBytes(4).toString("hex")}`, name: "Workloads" }
  organization.units.set(unit.id, unit)
  const { state } = organization
  state.parents.set(unit.id, organization.rootId)
  state.attached.set(unit.id, ["p-FullAWSAccess"])
  for (const [member, name] of [
    [account, "harborline-production"],
    [sibling, "harborline-staging"],
  ] as const) {
    member.organization = organization
    const email = `${name}@harborline.example`
    organization.members.set(member.id, { account: member, name, email, joinedAt: now - 700 * day })
    state.parents.set(member.id, unit.id)
    state.attached.set(member.id, ["p-FullAWSAccess"])
  }
  const administrator = addUser(world, management, "practice-administrator", {
    createdAt: now - 800 * day,
    attached: ["arn:aws:iam::aws:policy/AdministratorAccess"],
    keys: 1,
  })
  const identityCenter = fillIdentityCenter(world, organization, [account, sibling])
  const rootKey = {
    id: uniqueId("AKIA"),
    secret: secretKey(),
    status: "Active" as const,
    createdAt: now - 900 * day,
  }
  account.iam.root.keys.push(rootKey)
  world.ownKey(rootKey.id, account)
  const roleArn = addOrgRole(world, organization, account, now - 20 * day)
  for (const each of [account, management, sibling]) world.iamChanged(each, true)
  world.organizationChanged(organization, { settled: true })
  return {
    ...summary,
    organization: {
      managementAccountId: management.id,
      administrator: { ...keyPair(administrator), arn: administrator.arn },
      roleArn,
      externalId: `firebreak-${account.id}`,
      rootId: organization.rootId,
      unitId: unit.id,
      siblingAccountId: sibling.id,
      rootKey: { accessKeyId: rootKey.id, secretAccessKey: rootKey.secret },
      ...identityCenter,
    },
  }
}

function addOrgRole(world: World, organization: Organization, member: Account, createdAt: number): string {
  const { management } = organization
  const roleArn = `arn:aws:iam::${management.id}:role/FirebreakOrg`
  const connector = member.iam.users.get("firebreak-connector")
  if (connector)
    connector.inline["assume-organization"] = policyText({
      Effect: "Allow",
      Action: ["sts:AssumeRole", "sts:SetSourceIdentity"],
      Resource: roleArn,
    })
  addRole(management, "FirebreakOrg", {
    createdAt,
    description: "Quarantines, guards and denies Identity Center users during an incident",
    trust: policyText({
      Effect: "Allow",
      Action: ["sts:AssumeRole", "sts:SetSourceIdentity"],
      Principal: { AWS: connector?.arn ?? "*" },
      Condition: { StringEquals: { "sts:ExternalId": `firebreak-${member.id}` } },
    }),
    inline: orgResponderPolicies(),
  })
  world.iamChanged(member, true)
  return roleArn
}

/** An engineer whose agent is signed in, a colleague in the same group, and an administrator. */
function fillIdentityCenter(world: World, organization: Organization, members: Account[]) {
  const region = organization.management.region
  const instance = `ssoins-${randomBytes(8).toString("hex")}`
  const center: IdentityCenter = {
    instanceArn: `arn:aws:sso:::instance/${instance}`,
    identityStoreId: `d-${randomBytes(5).toString("hex")}`,
    region,
    users: new Map(),
    groups: new Map(),
    memberships: new Map(),
    permissionSets: new Map(),
    assignments: [],
    requests: new Map(),
  }
  organization.identityCenter = center
  const person = (name: string, displayName: string) => {
    const user = { id: randomUUID(), name, displayName, email: `${name}@harborline.example` }
    center.users.set(user.id, user)
    return user
  }
  const noor = person("noor.haddad", "Noor Haddad")
  const emil = person("emil.sandberg", "Emil Sandberg")
  const ada = person("ada.keller", "Ada Keller")
  const group = { id: randomUUID(), name: "platform-engineers" }
  center.groups.set(group.id, group)
  for (const user of [noor, emil]) {
    const id = randomUUID()
    center.memberships.set(id, { id, groupId: group.id, userId: user.id })
  }
  const set = (name: string, managed: string[], inline: string): PermissionSet => {
    const made: PermissionSet = {
      arn: `arn:aws:sso:::permissionSet/${instance}/ps-${randomBytes(8).toString("hex")}`,
      name,
      description: "",
      createdAt: world.clock.now() - 300 * day,
      managed,
      inline,
      provisioned: new Map(),
    }
    center.permissionSets.set(made.arn, made)
    return made
  }
  const deploy = set(
    "PlatformDeploy",
    [],
    policyText({ Sid: "Deploy", Effect: "Allow", Action: ["s3:*", "iam:List*"], Resource: "*" }),
  )
  const administrator = set("Administrator", ["arn:aws:iam::aws:policy/AdministratorAccess"], "")
  for (const { id: accountId } of members)
    center.assignments.push(
      { accountId, permissionSetArn: deploy.arn, principalType: "GROUP", principalId: group.id },
      { accountId, permissionSetArn: administrator.arn, principalType: "USER", principalId: ada.id },
    )
  for (const account of members)
    for (const each of [deploy, administrator]) provision(world, account, each, region, true)
  return {
    instanceArn: center.instanceArn,
    identityStoreId: center.identityStoreId,
    users: [noor, emil, ada].map(({ id, name }) => ({ id, name })),
    permissionSets: [deploy, administrator].map(({ arn, name }) => ({ arn, name })),
  }
}
