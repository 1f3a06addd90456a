import { AwsError } from "../aws-error.ts"

export type Scope = { kind: "only" | "all-but"; patterns: string[] }

export interface Statement {
  sid?: string
  effect: "Allow" | "Deny"
  actions: Scope
  resources?: Scope
  principals?: { kind: "only" | "all-but"; aws: string[]; other: string[] }
  conditions: { operator: string; key: string; values: string[] }[]
}

export interface Policy {
  /** Policy variables are replaced only in documents of version 2012-10-17. */
  variables: boolean
  statements: Statement[]
}

export type PolicyUse = "identity" | "trust" | "resource"

const parsed = new Map<string, Policy>()

/** The document as the evaluator reads it. Throws MalformedPolicyDocument, as IAM does on a put. */
export function parsePolicy(text: string, use: PolicyUse): Policy {
  const cacheKey = `${use}\n${text}`
  const known = parsed.get(cacheKey)
  if (known !== undefined) return known
  const policy = read(text, use)
  if (parsed.size > 5000) parsed.clear()
  parsed.set(cacheKey, policy)
  return policy
}

function read(text: string, use: PolicyUse): Policy {
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch {
    throw malformed("This policy contains invalid Json")
  }
  const top = asObject(document, "Syntax errors in policy.")
  for (const name of Object.keys(top))
    if (!["Version", "Id", "Statement"].includes(name)) throw malformed("Syntax errors in policy.")
  const version = top.Version ?? "2008-10-17"
  if (version !== "2012-10-17" && version !== "2008-10-17")
    throw malformed("The policy failed legacy parsing")
  const statements = Array.isArray(top.Statement) ? top.Statement : [top.Statement]
  if (top.Statement === undefined || statements.length === 0) throw malformed("Syntax errors in policy.")
  return {
    variables: version === "2012-10-17",
    statements: statements.map((each) => readStatement(each, use)),
  }
}

const statementNames = new Set(
  "Sid Effect Action NotAction Resource NotResource Principal NotPrincipal Condition".split(" "),
)

function readStatement(value: unknown, use: PolicyUse): Statement {
  const raw = asObject(value, "Syntax errors in policy.")
  for (const name of Object.keys(raw))
    if (!statementNames.has(name)) throw malformed("Syntax errors in policy.")
  if (raw.Effect !== "Allow" && raw.Effect !== "Deny") throw malformed("Syntax errors in policy.")
  const actions = scope(raw, "Action")
  if (actions === undefined) throw malformed("Policy statement must contain actions.")
  for (const action of actions.patterns)
    if (action !== "*" && !/^[\w*?-]+:[\w*?-]+$/.test(action))
      throw malformed("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.")
  const resources = scope(raw, "Resource")
  if (use === "identity" && resources === undefined)
    throw malformed("Policy statement must contain resources.")
  if (use === "trust" && resources !== undefined) throw malformed("Has prohibited field Resource.")
  for (const resource of resources?.patterns ?? [])
    if (resource !== "*" && !/^(arn:|\*)/.test(resource))
      throw malformed(`Resource ${resource} must be in ARN format or "*".`)
  const principals = readPrincipals(raw)
  if (use === "identity" && principals !== undefined)
    throw malformed("Policy document should not specify a principal.")
  if (use !== "identity" && principals === undefined) throw malformed("Missing required field Principal")
  return {
    sid: typeof raw.Sid === "string" ? raw.Sid : undefined,
    effect: raw.Effect,
    actions,
    resources,
    principals,
    conditions: readConditions(raw.Condition),
  }
}

function scope(raw: Record<string, unknown>, name: "Action" | "Resource"): Scope | undefined {
  const positive = raw[name]
  const negative = raw[`Not${name}`]
  if (positive !== undefined && negative !== undefined) throw malformed("Syntax errors in policy.")
  if (positive !== undefined) return { kind: "only", patterns: strings(positive) }
  if (negative !== undefined) return { kind: "all-but", patterns: strings(negative) }
  return undefined
}

function readPrincipals(raw: Record<string, unknown>): Statement["principals"] {
  const kind = raw.NotPrincipal !== undefined ? "all-but" : "only"
  const value = raw.Principal ?? raw.NotPrincipal
  if (value === undefined) return undefined
  if (value === "*") return { kind, aws: ["*"], other: [] }
  const byType = asObject(value, "Syntax errors in policy.")
  const other = ["Service", "Federated", "CanonicalUser"].flatMap((type) =>
    byType[type] === undefined ? [] : strings(byType[type]),
  )
  return { kind, aws: byType.AWS === undefined ? [] : strings(byType.AWS), other }
}

function readConditions(value: unknown): Statement["conditions"] {
  if (value === undefined) return []
  return Object.entries(asObject(value, "Syntax errors in policy.")).flatMap(([operator, block]) => {
    if (!knownOperator(operator)) throw malformed(`Invalid Condition type : ${operator}.`)
    return Object.entries(asObject(block, "Syntax errors in policy.")).map(([key, values]) => ({
      operator,
      key: key.toLowerCase(),
      values: strings(values),
    }))
  })
}

const operatorShape =
  /^(For(Any|All)Values?:)?(String(Not)?(Equals|EqualsIgnoreCase|Like)|Arn(Not)?(Equals|Like)|Date(Not)?(Equals|LessThan|LessThanEquals|GreaterThan|GreaterThanEquals)|Numeric(Not)?(Equals|LessThan|LessThanEquals|GreaterThan|GreaterThanEquals)|Bool|BinaryEquals|(Not)?IpAddress|Null)(IfExists)?$/i

function knownOperator(operator: string): boolean {
  return operatorShape.test(operator)
}

function strings(value: unknown): string[] {
  const list = Array.isArray(value) ? value : [value]
  return list.map((item: unknown) => {
    if (typeof item === "string" || typeof item === "boolean" || typeof item === "number") return String(item)
    throw malformed("Syntax errors in policy.")
  })
}

function asObject(value: unknown, message: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw malformed(message)
  return value as Record<string, unknown>
}

function malformed(message: string): AwsError {
  return new AwsError("MalformedPolicyDocument", message, 400)
}
