import { AwsError } from "../aws-error.ts"
import type { JsonOperation } from "../json-service.ts"
import type { Organization } from "../organization.ts"
import { administered, memberOf, requireTarget, targetArn, textOf } from "./organization-call.ts"

/** Accounts, units and the root: read only, scenarios make them. */
export const treeOperations: Record<string, JsonOperation> = {
  DescribeOrganization: {
    readOnly: true,
    run(call) {
      const organization = memberOf(call)
      const { management } = organization
      return {
        Organization: {
          Id: organization.id,
          Arn: `arn:aws:organizations::${management.id}:organization/${organization.id}`,
          FeatureSet: "ALL",
          MasterAccountArn: targetArn(organization, management.id),
          MasterAccountId: management.id,
          MasterAccountEmail: "management@harborline.example",
          AvailablePolicyTypes: [{ Type: "SERVICE_CONTROL_POLICY", Status: "ENABLED" }],
        },
      }
    },
  },
  DescribeAccount: {
    readOnly: true,
    run(call) {
      const organization = administered(call)
      return { Account: accountOf(organization, textOf(call.input, "AccountId")) }
    },
  },
  ListAccounts: {
    readOnly: true,
    run(call) {
      const organization = administered(call)
      const ids = [organization.management.id, ...organization.members.keys()]
      return { Accounts: ids.map((id) => accountOf(organization, id)) }
    },
  },
  ListRoots: {
    readOnly: true,
    run(call) {
      const organization = administered(call)
      const { rootId, state } = organization
      return {
        Roots: [
          {
            Id: rootId,
            Arn: targetArn(organization, rootId),
            Name: "Root",
            PolicyTypes: state.scpEnabled ? [{ Type: "SERVICE_CONTROL_POLICY", Status: "ENABLED" }] : [],
          },
        ],
      }
    },
  },
  ListParents: {
    readOnly: true,
    run(call) {
      const organization = administered(call)
      const parent = organization.state.parents.get(textOf(call.input, "ChildId"))
      if (parent === undefined)
        throw new AwsError("ChildNotFoundException", "We can't find an organizational unit or account.", 400)
      return {
        Parents: [{ Id: parent, Type: parent === organization.rootId ? "ROOT" : "ORGANIZATIONAL_UNIT" }],
      }
    },
  },
  ListAccountsForParent: {
    readOnly: true,
    run(call) {
      const organization = administered(call)
      const parent = requireTarget(organization, textOf(call.input, "ParentId"))
      const ids = [...organization.state.parents].filter(([, each]) => each === parent).map(([id]) => id)
      return { Accounts: ids.filter((id) => /^\d/.test(id)).map((id) => accountOf(organization, id)) }
    },
  },
  DescribeOrganizationalUnit: {
    readOnly: true,
    run(call) {
      const organization = administered(call)
      const unit = organization.units.get(textOf(call.input, "OrganizationalUnitId"))
      if (!unit)
        throw new AwsError(
          "OrganizationalUnitNotFoundException",
          "We can't find the organizational unit.",
          400,
        )
      return {
        OrganizationalUnit: { Id: unit.id, Name: unit.name, Arn: targetArn(organization, unit.id) },
      }
    },
  },
}

function accountOf(organization: Organization, id: string) {
  const member = organization.members.get(id)
  if (!member && id !== organization.management.id)
    throw new AwsError("AccountNotFoundException", "You specified an account that doesn't exist.", 400)
  return {
    Id: id,
    Arn: targetArn(organization, id),
    Name: member?.name ?? "Management",
    Email: member?.email ?? "management@harborline.example",
    Status: "ACTIVE",
    State: "ACTIVE",
    JoinedMethod: "CREATED",
    JoinedTimestamp: Math.floor((member?.joinedAt ?? 0) / 1000),
  }
}
