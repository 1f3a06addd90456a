import { runSimulation, type Simulation } from "@cloud-copilot/iam-simulate"
import fc from "fast-check"
import { expect, test } from "vitest"
import { evaluatePolicies } from "./evaluate-policies.ts"
import { matchesArn, matchesText } from "./match-pattern.ts"
import { parsePolicy } from "./parse-policy.ts"

type Facts = Record<string, string | string[]>

function judge(
  document: object,
  action: string,
  resource: string,
  facts: Facts = {},
): "allowed" | "explicit" | "implicit" {
  const policy = parsePolicy(JSON.stringify({ Version: "2012-10-17", ...document }), "identity")
  const entries = Object.entries(facts).map(([key, value]): [string, string[]] => [
    key.toLowerCase(),
    [value].flat(),
  ])
  const found = evaluatePolicies([{ name: "p", type: "user", policy }], {
    action,
    resource,
    facts: new Map(entries),
  })
  if (found.denies.length > 0) return "explicit"
  return found.allows.length > 0 ? "allowed" : "implicit"
}

const when = (Condition: object, facts: Facts) =>
  judge(
    { Statement: [{ Effect: "Allow", Action: "*", Resource: "*", Condition }] },
    "s3:GetObject",
    "arn:aws:s3:::b/k",
    facts,
  ) === "allowed"

test("wildcards reach over slashes; ARN operators stop at colons; variables are literal", () => {
  expect(matchesText("arn:aws:s3:::b/*", "arn:aws:s3:::b/a/b/c", undefined)).toBe(true)
  expect(matchesArn("arn:aws:iam::*:role/x", "arn:aws:iam::1:user:role/x", undefined)).toBe(false)
  const facts = new Map([["aws:username", ["a*"]]])
  // biome-ignore-start lint/suspicious/noTemplateCurlyInString: policy variables
  expect(matchesText("home/${aws:username}/*", "home/a*/k", facts)).toBe(true)
  expect(matchesText("home/${aws:username}/*", "home/ab/k", facts)).toBe(false)
  expect(matchesText("home/${aws:missing}/*", "home//k", facts)).toBe(false)
  expect(matchesText("home/${aws:missing, 'x'}/${*}", "home/x/*", facts)).toBe(true)
  expect(matchesText("home/${aws:missing, 'x'}/${*}", "home/x/y", facts)).toBe(false)
  // biome-ignore-end lint/suspicious/noTemplateCurlyInString: policy variables
})

test("a missing key fails a positive condition, passes a negated one and every IfExists", () => {
  expect(when({ StringEquals: { "aws:PrincipalTag/a": "1" } }, {})).toBe(false)
  expect(when({ StringNotEquals: { "aws:PrincipalTag/a": "1" } }, {})).toBe(true)
  expect(when({ StringEqualsIfExists: { "aws:PrincipalTag/a": "1" } }, {})).toBe(true)
  expect(when({ DateLessThan: { "aws:TokenIssueTime": "2026-01-01T00:00:00Z" } }, {})).toBe(false)
  expect(when({ Null: { "aws:TokenIssueTime": "true" } }, {})).toBe(true)
  expect(
    when({ Null: { "aws:TokenIssueTime": "true" } }, { "aws:TokenIssueTime": "2026-01-01T00:00:00Z" }),
  ).toBe(false)
})

test("dates, numbers, networks and sets compare as what they are", () => {
  expect(
    when(
      { DateLessThan: { "aws:TokenIssueTime": "2026-11-24T10:00:00Z" } },
      { "aws:TokenIssueTime": "2026-11-24T09:59:59.999Z" },
    ),
  ).toBe(true)
  expect(
    when(
      { DateGreaterThan: { "aws:CurrentTime": "1700000000" } },
      { "aws:CurrentTime": "2026-11-24T00:00:00Z" },
    ),
  ).toBe(true)
  expect(when({ NumericLessThanEquals: { "s3:max-keys": "10" } }, { "s3:max-keys": "9" })).toBe(true)
  expect(
    when(
      { IpAddress: { "aws:SourceIp": ["10.0.0.0/8", "2001:db8::/32"] } },
      { "aws:SourceIp": "10.200.3.4" },
    ),
  ).toBe(true)
  expect(when({ NotIpAddress: { "aws:SourceIp": "10.0.0.0/8" } }, { "aws:SourceIp": "10.200.3.4" })).toBe(
    false,
  )
  expect(when({ "ForAllValues:StringLike": { "aws:TagKeys": ["a*"] } }, { "aws:TagKeys": ["a1", "b"] })).toBe(
    false,
  )
  expect(when({ "ForAnyValue:StringLike": { "aws:TagKeys": ["a*"] } }, { "aws:TagKeys": ["a1", "b"] })).toBe(
    true,
  )
  expect(when({ "ForAllValues:StringLike": { "aws:TagKeys": ["a*"] } }, {})).toBe(true)
  expect(when({ "ForAnyValue:StringLike": { "aws:TagKeys": ["a*"] } }, {})).toBe(false)
})

const account = "123456789012"
const actions = ["s3:GetObject", "s3:DeleteObject", "s3:PutObject"]
const resources = ["arn:aws:s3:::alpha/one", "arn:aws:s3:::alpha/two/x", "arn:aws:s3:::beta/one"]
const operators = [
  "StringEquals",
  "StringNotEquals",
  "StringLike",
  "StringNotLike",
  "StringEqualsIgnoreCase",
].flatMap((name) => [name, `${name}IfExists`])
const dates = ["2026-01-01T00:00:00Z", "2026-06-01T00:00:00Z", "2026-11-24T00:00:00Z"]

const condition = fc.oneof(
  fc.record({
    operator: fc.constantFrom(...operators),
    key: fc.constantFrom("aws:userid", "aws:SourceIdentity"),
    value: fc.uniqueArray(fc.constantFrom("AROA1:one", "AROA1:*", "aroa1:ONE", "maria"), {
      minLength: 1,
      maxLength: 2,
    }),
  }),
  fc.record({
    operator: fc.constantFrom("DateLessThan", "DateGreaterThanEquals", "DateNotEquals"),
    key: fc.constant("aws:TokenIssueTime"),
    value: fc.tuple(fc.constantFrom(...dates)),
  }),
  fc.record({
    operator: fc.constantFrom("ArnLike", "ArnNotLike", "ArnEquals"),
    key: fc.constant("aws:PrincipalArn"),
    value: fc.tuple(
      fc.constantFrom(`arn:aws:iam::${account}:role/r`, "arn:aws:iam::*:role/*", "arn:aws:iam::*:user/*"),
    ),
  }),
  fc.record({
    operator: fc.constant("Null"),
    key: fc.constantFrom("aws:TokenIssueTime", "aws:SourceIdentity"),
    value: fc.tuple(fc.constantFrom("true", "false")),
  }),
)

const statement = fc
  .record({
    Effect: fc.constantFrom("Allow", "Allow", "Deny"),
    actionKey: fc.constantFrom("Action", "Action", "NotAction"),
    action: fc.uniqueArray(
      fc.constantFrom("s3:*", "*", "s3:Get*", "s3:?utObject", "S3:deleteobject", "ec2:*"),
      { minLength: 1, maxLength: 2 },
    ),
    resourceKey: fc.constantFrom("Resource", "Resource", "NotResource"),
    resource: fc.uniqueArray(
      fc.constantFrom("*", "arn:aws:s3:::alpha/*", "arn:aws:s3:::*/one", "arn:aws:s3:::alpha/t?o/x"),
      { minLength: 1, maxLength: 2 },
    ),
    condition: fc.option(condition, { nil: undefined }),
  })
  .map((each) => ({
    Effect: each.Effect,
    [each.actionKey]: each.action,
    [each.resourceKey]: each.resource,
    ...(each.condition
      ? { Condition: { [each.condition.operator]: { [each.condition.key]: each.condition.value } } }
      : {}),
  }))

test("random policies are judged as an independent evaluator judges them", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(statement, { minLength: 1, maxLength: 4 }),
      fc.constantFrom(...actions),
      fc.constantFrom(...resources),
      fc.record({
        "aws:userid": fc.constantFrom("AROA1:one", "AROA1:two"),
        "aws:TokenIssueTime": fc.constantFrom(...dates, undefined),
        "aws:SourceIdentity": fc.constantFrom("maria", "MARIA", undefined),
      }),
      async (Statement, action, resource, given) => {
        const present = Object.entries(given).filter(
          (entry): entry is [string, string] => entry[1] !== undefined,
        )
        const facts: Facts = {
          ...Object.fromEntries(present),
          "aws:PrincipalArn": `arn:aws:iam::${account}:role/r`,
        }
        const policy = { Version: "2012-10-17", Statement }
        const simulation: Simulation = {
          request: {
            principal: `arn:aws:sts::${account}:assumed-role/r/one`,
            action,
            resource: { resource, accountId: account },
            contextVariables: facts,
          },
          identityPolicies: [{ name: "p", policy }],
          serviceControlPolicies: [],
          resourceControlPolicies: [],
        }
        const oracle = await runSimulation(simulation, {})
        if (oracle.resultType === "error") throw new Error(JSON.stringify(oracle.errors))
        const wanted = { Allowed: "allowed", ExplicitlyDenied: "explicit", ImplicitlyDenied: "implicit" }[
          oracle.overallResult as string
        ]
        expect(judge({ Statement }, action, resource, facts)).toBe(wanted)
      },
    ),
    { numRuns: 1500 },
  )
})
