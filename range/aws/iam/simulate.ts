import type { XmlValue } from "../../http/xml.ts"
import { AwsError, noSuchEntity } from "../aws-error.ts"
import type { IamState, Role, User } from "../iam-state.ts"
import { boundaryPolicies, identityPolicies } from "../policy/collect-policies.ts"
import { evaluatePolicies, type Match, type NamedPolicy } from "../policy/evaluate-policies.ts"
import { storedLimits } from "../policy/organization-limits.ts"
import { parsePolicy } from "../policy/parse-policy.ts"
import type { QueryCall, QueryOperations } from "../query-service.ts"

/**
 * Evaluates what is stored, not what has propagated; boundaries and the organisation's policies count, resource policies and
 * sessions do not.
 */
export const simulateOperations: QueryOperations = {
  SimulatePrincipalPolicy: {
    readOnly: true,
    resource: (call) => call.params.required("PolicySourceArn"),
    run(call) {
      const arn = call.params.required("PolicySourceArn")
      const [holder, kind] = findSource(call.iam, arn)
      const extra = call.params.list("PolicyInputList").map(inputPolicy)
      const policies = [...identityPolicies(call.iam, holder, kind), ...extra]
      const isLinked = holder.path.startsWith("/aws-service-role/")
      return results(call, policies, {
        boundary: boundaryPolicies(call.iam, holder),
        limits: isLinked ? undefined : storedLimits(call.account),
      })
    },
  },
  SimulateCustomPolicy: {
    readOnly: true,
    resource: () => "*",
    run: (call) => results(call, call.params.list("PolicyInputList").map(inputPolicy), {}),
  },
}

function inputPolicy(document: string, i: number): NamedPolicy {
  return { name: `PolicyInputList.${i + 1}`, type: "user", policy: parsePolicy(document, "identity") }
}

function findSource(iam: IamState, arn: string): [User | Role, "user" | "role"] {
  const user = [...iam.users.values()].find((each) => each.arn === arn)
  if (user) return [user, "user"]
  const role = [...iam.roles.values()].find((each) => each.arn === arn)
  if (role) return [role, "role"]
  if (!/^arn:aws:iam::\d{12}:(user|role)\//.test(arn))
    throw new AwsError(
      "InvalidInput",
      `Invalid Entity Arn: ${arn} does not clearly define entity type and name.`,
      400,
    )
  throw noSuchEntity(
    `The ${/:(user|role)\//.exec(arn)?.[1]} with name ${arn.split("/").at(-1)} cannot be found.`,
  )
}

function results(
  call: QueryCall,
  policies: NamedPolicy[],
  { boundary, limits }: { boundary?: NamedPolicy[]; limits?: NamedPolicy[][] },
): { [name: string]: XmlValue } {
  const actions = call.params.list("ActionNames")
  if (actions.length === 0) call.params.required("ActionNames")
  const given = call.params.list("ResourceArns")
  const resources = given.length === 0 ? ["*"] : given
  const facts = new Map(
    call.params
      .structs("ContextEntries")
      .map((entry): [string, string[]] => [
        entry.required("ContextKeyName").toLowerCase(),
        entry.list("ContextKeyValues"),
      ]),
  )
  const missing = missingKeys([...policies, ...(boundary ?? []), ...(limits ?? []).flat()], facts)
  const evaluated = actions.flatMap((action) =>
    resources.map((resource) => {
      const identity = evaluatePolicies(policies, { action, resource, facts })
      const limit = boundary && evaluatePolicies(boundary, { action, resource, facts })
      const levels = (limits ?? []).map((level) => evaluatePolicies(level, { action, resource, facts }))
      const forbidden = levels.flatMap((level) => level.denies)
      const allowedByOrganization = forbidden.length === 0 && levels.every((level) => level.allows.length > 0)
      const denies = [...identity.denies, ...(limit?.denies ?? []), ...forbidden]
      const allowedByLimit = limit === undefined || (limit.allows.length > 0 && limit.denies.length === 0)
      const decision =
        denies.length > 0
          ? "explicitDeny"
          : identity.allows.length > 0 && allowedByLimit && allowedByOrganization
            ? "allowed"
            : "implicitDeny"
      return {
        EvalActionName: action,
        EvalResourceName: resource,
        EvalDecision: decision,
        MatchedStatements: (denies.length > 0 ? denies : decision === "allowed" ? identity.allows : []).map(
          statementXml,
        ),
        MissingContextValues: missing,
        OrganizationsDecisionDetail: limits && { AllowedByOrganizations: allowedByOrganization },
        PermissionsBoundaryDecisionDetail: limit && { AllowedByPermissionsBoundary: allowedByLimit },
      }
    }),
  )
  return { EvaluationResults: evaluated, IsTruncated: false }
}

/** Condition keys that the policies ask about and the request did not give. */
function missingKeys(policies: NamedPolicy[], facts: ReadonlyMap<string, unknown>): string[] {
  const keys = policies.flatMap((each) =>
    each.policy.statements.flatMap((statement) => statement.conditions.map((condition) => condition.key)),
  )
  return [...new Set(keys)].filter((key) => !facts.has(key))
}

function statementXml(match: Match): XmlValue {
  const types = {
    user: "user",
    role: "role",
    group: "group",
    "aws-managed": "aws-managed",
    "user-managed": "user-managed",
  } as const
  const type = match.source.type in types ? match.source.type : "none"
  const line = match.index + 1
  return {
    SourcePolicyId: match.source.name,
    SourcePolicyType: type,
    StartPosition: { Line: line, Column: 1 },
    EndPosition: { Line: line, Column: 80 },
  }
}
