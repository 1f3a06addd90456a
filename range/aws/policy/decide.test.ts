import { runSimulation, type Simulation } from "@cloud-copilot/iam-simulate"
import fc from "fast-check"
import { expect, test } from "vitest"
import { systemClock } from "../../clock.ts"
import { CallLog } from "../../record/call-log.ts"
import { Faults } from "../../record/faults.ts"
import { addPolicy, addUser } from "../../scenarios/scenario.ts"
import { Account } from "../account.ts"
import type { Caller } from "../caller.ts"
import { emptyIam, type User } from "../iam-state.ts"
import { World } from "../world.ts"
import { decide } from "./decide.ts"
import { parsePolicy } from "./parse-policy.ts"

const own = "123456789012"
const foreign = "210987654321"
const resource = "arn:aws:s3:::alpha/one"
const action = "s3:GetObject"
const userArn = `arn:aws:iam::${own}:user/u`

const effect = fc.constantFrom("Allow", "Allow", "Deny")
const plain = fc.record({
  Effect: effect,
  Action: fc.constantFrom("s3:*", "s3:GetObject", "s3:PutObject"),
  Resource: fc.constantFrom("*", "arn:aws:s3:::alpha/*", "arn:aws:s3:::beta/*"),
})
const withPrincipal = fc.record({
  Effect: effect,
  Action: fc.constantFrom("s3:*", "s3:GetObject", "s3:PutObject"),
  Resource: fc.constantFrom("arn:aws:s3:::alpha/*", "arn:aws:s3:::beta/*"),
  Principal: fc.constantFrom(
    { AWS: userArn },
    { AWS: own },
    { AWS: `arn:aws:iam::${own}:root` },
    { AWS: `arn:aws:iam::${own}:user/other` },
  ),
})
const policyOf = (statement: fc.Arbitrary<object>) =>
  fc
    .array(statement, { minLength: 1, maxLength: 3 })
    .map((Statement) => ({ Version: "2012-10-17", Statement }))

function callerWith(identity: object, boundary: object | undefined): Caller {
  const account = new Account(own, "eu-west-1")
  account.iam = emptyIam()
  const world = new World({ clock: systemClock, propagation: 0, delivery: 0 }, new CallLog(), new Faults())
  const user: User = addUser(world, account, "u", { createdAt: 0, inline: { p: JSON.stringify(identity) } })
  if (boundary) user.boundary = addPolicy(account, "b", JSON.stringify(boundary), 0).arn
  return { account, accessKeyId: "AKIA", user, iam: account.iam, arn: user.arn, principalId: user.id }
}

test("identity, boundary and bucket policies combine as an independent evaluator combines them", async () => {
  const seen = new Map<string, number>()
  await fc.assert(
    fc.asyncProperty(
      policyOf(plain),
      fc.option(policyOf(plain), { nil: undefined, freq: 1 }),
      fc.option(policyOf(withPrincipal), { nil: undefined, freq: 2 }),
      fc.constantFrom(own, foreign),
      async (identity, boundary, bucketPolicy, bucketAccount) => {
        const simulation: Simulation = {
          request: {
            principal: userArn,
            action,
            resource: { resource, accountId: bucketAccount },
            contextVariables: {},
          },
          identityPolicies: [{ name: "p", policy: identity }],
          permissionBoundaryPolicies: boundary && [{ name: "b", policy: boundary }],
          resourcePolicy: bucketPolicy,
          serviceControlPolicies: [],
          resourceControlPolicies: [],
        }
        const oracle = await runSimulation(simulation, {})
        if (oracle.resultType === "error") throw new Error(JSON.stringify(oracle.errors))
        const document = JSON.stringify(
          bucketPolicy ?? {
            Version: "2012-10-17",
            Statement: [
              {
                Effect: "Allow",
                Principal: { AWS: foreign },
                Action: "s3:ListBucket",
                Resource: "arn:aws:s3:::none",
              },
            ],
          },
        )
        const onResource = {
          policy: { name: "r", type: "resource" as const, policy: parsePolicy(document, "resource") },
          accountId: bucketAccount,
          required: false,
        }
        const decision = decide(
          callerWith(identity, boundary),
          { action, resource, facts: new Map() },
          { onResource },
        )
        const word = decision.allowed
          ? "Allowed"
          : decision.explicit
            ? "ExplicitlyDenied"
            : "ImplicitlyDenied"
        seen.set(word, (seen.get(word) ?? 0) + 1)
        expect(word).toBe(oracle.overallResult)
      },
    ),
    { numRuns: 1000 },
  )
  for (const word of ["Allowed", "ExplicitlyDenied", "ImplicitlyDenied"])
    expect(seen.get(word)).toBeGreaterThan(50)
})
