import type { JsonObject } from "../contract"
import { barSid, sameDocument } from "./deny-documents"
import { asObject, text } from "./read-record"

/** By what a trust policy can know who takes the role. */
export const barWays = ["session-name", "source-identity", "caller"] as const
export type Bar = { roleName: string; by: (typeof barWays)[number]; value: string }

const conditions: Record<Bar["by"], { operator: string; key: string }> = {
  "session-name": { operator: "StringEquals", key: "sts:RoleSessionName" },
  "source-identity": { operator: "StringEquals", key: "sts:SourceIdentity" },
  caller: { operator: "ArnEquals", key: "aws:PrincipalArn" },
}

/** The condition key that decides, for IAM's evaluator. */
export const barKey = (by: Bar["by"]) => conditions[by].key

/**
 * The statement that stops a return. It names everybody and narrows by a condition, so that it still stands when the
 * caller is deleted: a principal that is gone makes a trust policy unwritable.
 */
export function barStatement(reference: string, { by, value }: Bar): JsonObject {
  const { operator, key } = conditions[by]
  return {
    Sid: barSid(reference, `${by} ${value}`),
    Effect: "Deny",
    Principal: "*",
    Action: ["sts:AssumeRole", "sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity"],
    Condition: { [operator]: { [key]: value } },
  }
}

function statementsOf(trust: unknown): JsonObject[] {
  const { Statement } = asObject(trust)
  return (Array.isArray(Statement) ? Statement : [Statement]).map(asObject)
}

export function hasBar(trust: unknown, bar: JsonObject): boolean {
  return statementsOf(trust).some((each) => sameDocument(each, bar))
}

/** A statement of the bar's name that is no longer as we wrote it. */
export function hasChangedBar(trust: unknown, bar: JsonObject): boolean {
  return statementsOf(trust).some((each) => each.Sid === bar.Sid && !sameDocument(each, bar))
}

export function withBar(trust: unknown, bar: JsonObject): JsonObject {
  const rest = statementsOf(trust).filter((each) => each.Sid !== bar.Sid)
  return { ...asObject(trust), Statement: [...rest, bar] }
}

export function withoutBar(trust: unknown, bar: JsonObject): JsonObject {
  return { ...asObject(trust), Statement: statementsOf(trust).filter((each) => each.Sid !== bar.Sid) }
}

/** Whether two trust policies say the same, bars of ours left out: those of other steps come and go by themselves. */
export function sameTrust(one: unknown, other: unknown): boolean {
  return sameDocument(withoutOurs(one), withoutOurs(other))
}

export function barsOf(trust: unknown): number {
  return statementsOf(trust).filter(isOurs).length
}

function withoutOurs(trust: unknown): JsonObject {
  return { ...asObject(trust), Statement: statementsOf(trust).filter((each) => !isOurs(each)) }
}

function isOurs({ Sid }: JsonObject): boolean {
  return text(Sid).startsWith("FirebreakBar")
}

/** Ids of users and roles that a trust policy names and that are gone: IAM writes AIDA... or AROA... in their place. */
export function deadPrincipals(trust: unknown): string[] {
  const named = statementsOf(trust).flatMap(({ Principal }) => {
    const { AWS } = asObject(Principal)
    return (Array.isArray(AWS) ? AWS : [AWS]).map(text)
  })
  return [...new Set(named.filter((name) => /^A(IDA|ROA)[A-Z0-9]{12,}$/.test(name)))]
}
