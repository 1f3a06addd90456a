import "server-only"
import type { ConnectorContext } from "../contract"
import { isPlatformError } from "../platform-error"
import { type AccessFacts, type Grant, grantFor } from "./access-policy"
import { readAws } from "./client"
import type { WantedPermission } from "./required-permissions"

type Decision = { outcome: "allowed" | "denied" | "unknown"; note: string }

export type Simulated = {
  /** By `questionKey`: the same permission is wanted for unlike resources. */
  decisions: Map<string, Decision>
  /** Whether the evaluator may be asked at all; null when it did not answer. */
  allowed: boolean | null
  failure: string
}

type Question = { permission: string; key: string; grant: Grant }

export function questionKey({ purpose, permission }: WantedPermission): string {
  return `${purpose} ${permission}`
}

/**
 * Asks IAM's evaluator about each permission, with the resource and the conditions under which we would use it: a
 * policy as narrow as ours looks like a denial to whoever asks about everything. Never throws a platform's failure.
 */
export async function simulateAccess(
  ctx: ConnectorContext,
  input: { source: string; wanted: readonly WantedPermission[]; facts: AccessFacts },
): Promise<Simulated> {
  const { source, wanted, facts } = input
  const result: Simulated = { decisions: new Map(), allowed: null, failure: "" }
  const questions = wanted.map((each) => ({
    permission: each.permission,
    key: questionKey(each),
    grant: grantFor(each, facts),
  }))
  const groups = Map.groupBy(questions, ({ grant }) => `${grant.sid} ${grant.example}`)
  for (const group of groups.values()) {
    const grant = group[0]?.grant
    if (!grant) continue
    if (grant.narrowing) {
      await ask(ctx, result, { source, group, grant, withCondition: false })
      const rest = group.filter(({ key }) => result.decisions.get(key)?.outcome !== "allowed")
      await ask(ctx, result, { source, group: rest, grant, withCondition: true })
    } else await ask(ctx, result, { source, group, grant, withCondition: true })
    // Refused, or nothing answered so far: the same question another dozen times would only take its time-outs.
    if (result.allowed === false || (result.allowed === null && result.failure)) return result
  }
  return result
}

async function ask(
  ctx: ConnectorContext,
  result: Simulated,
  asked: { source: string; group: readonly Question[]; grant: Grant; withCondition: boolean },
): Promise<void> {
  const { source, group, grant, withCondition } = asked
  const names = [...new Set(group.map(({ permission }) => permission))]
  if (names.length === 0) return
  const { condition, example } = grant
  const note = grant.narrowing && !withCondition ? "" : grant.note
  try {
    const pages = readAws(ctx).iam.paginateSimulatePrincipalPolicy({
      PolicySourceArn: source,
      ActionNames: names,
      ...(example ? { ResourceArns: [example] } : {}),
      ...(condition && withCondition
        ? {
            ContextEntries: [
              {
                ContextKeyName: condition.key,
                ContextKeyValues: [condition.value],
                ContextKeyType: "string",
              },
            ],
          }
        : {}),
    })
    for await (const page of pages)
      for (const { EvalActionName: name, EvalDecision: decision } of page.EvaluationResults ?? []) {
        if (!name) continue
        const outcome = decision === "allowed" ? "allowed" : "denied"
        const said = outcome === "allowed" ? note : decision === "explicitDeny" ? "A policy denies it." : ""
        for (const { permission, key } of group)
          if (permission === name) result.decisions.set(key, { outcome, note: said })
      }
    result.allowed = true
  } catch (error) {
    if (!isPlatformError(error)) throw error
    if (error.kind === "refused") {
      result.allowed = false
      result.failure = error.message
    } else if (names.length > 1 && error.code === "InvalidInput") {
      // Actions that need unlike resources may not be asked about together: one by one then.
      for (const each of group) await ask(ctx, result, { ...asked, group: [each] })
    } else result.failure ||= error.message
  }
}
