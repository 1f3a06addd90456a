import { matchesConditions } from "./match-conditions.ts"
import { matchesAction, matchesText, type RequestFacts } from "./match-pattern.ts"
import type { Policy, Scope, Statement } from "./parse-policy.ts"

export interface NamedPolicy {
  name: string
  /** As SimulatePrincipalPolicy names it. */
  type:
    | "user"
    | "role"
    | "group"
    | "aws-managed"
    | "user-managed"
    | "resource"
    | "session"
    | "boundary"
    | "organization"
  policy: Policy
}

export interface Question {
  action: string
  resource: string
  facts: RequestFacts
}

export interface Match {
  source: NamedPolicy
  statement: Statement
  index: number
}

export interface Matches {
  allows: Match[]
  denies: Match[]
}

/** Every statement that applies to the question. `principal` filters statements of resource and trust policies. */
export function evaluatePolicies(
  policies: readonly NamedPolicy[],
  question: Question,
  principal?: (statement: Statement) => boolean,
): Matches {
  const found: Matches = { allows: [], denies: [] }
  for (const source of policies)
    for (const [index, statement] of source.policy.statements.entries()) {
      if (principal !== undefined && !principal(statement)) continue
      if (!applies(statement, question, source.policy.variables)) continue
      found[statement.effect === "Allow" ? "allows" : "denies"].push({ source, statement, index })
    }
  return found
}

function applies(statement: Statement, question: Question, variables: boolean): boolean {
  const facts = variables ? question.facts : undefined
  return (
    inScope(statement.actions, (pattern) => matchesAction(pattern, question.action)) &&
    (statement.resources === undefined ||
      inScope(statement.resources, (pattern) => matchesText(pattern, question.resource, facts))) &&
    matchesConditions(statement.conditions, question.facts, variables)
  )
}

function inScope(scope: Scope, matches: (pattern: string) => boolean): boolean {
  return scope.patterns.some(matches) === (scope.kind === "only")
}
