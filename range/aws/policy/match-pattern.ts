/** Condition keys and values of one request, by lower-case key. */
export type RequestFacts = ReadonlyMap<string, readonly string[]>

const compiled = new Map<string, RegExp>()

/** Case-insensitive, as action names are. */
export function matchesAction(pattern: string, action: string): boolean {
  return compile(pattern.toLowerCase()).test(action.toLowerCase())
}

/**
 * Matches with "*", "?" and policy variables. A variable without a value makes the pattern match nothing,
 * and a variable's own value is literal: its stars are no wildcards.
 */
export function matchesText(pattern: string, text: string, facts: RequestFacts | undefined): boolean {
  if (facts === undefined || !pattern.includes("${")) return compile(pattern).test(text)
  const source = withVariables(pattern, facts, escapeRegExp, globSource)
  return source !== undefined && new RegExp(`^${source}$`, "s").test(text)
}

/** The pattern with its variables replaced, for operators that compare without wildcards. */
export function replaceVariables(pattern: string, facts: RequestFacts | undefined): string | undefined {
  if (facts === undefined || !pattern.includes("${")) return pattern
  return withVariables(
    pattern,
    facts,
    (value) => value,
    (text) => text,
  )
}

/** ARN operators compare the six parts one by one, so that a star does not reach over a colon. */
export function matchesArn(pattern: string, arn: string, facts: RequestFacts | undefined): boolean {
  const wanted = splitArn(pattern)
  const given = splitArn(arn)
  if (wanted.length !== 6 || given.length !== 6) return false
  return wanted.every((part, i) => matchesText(part, given[i] ?? "", facts))
}

function splitArn(arn: string): string[] {
  const parts: string[] = []
  let rest = arn
  // Colons inside ${aws:username} do not separate parts.
  while (parts.length < 5) {
    const at = /^((?:\$\{[^}]*\}|[^:])*):/s.exec(rest)
    if (at === null) break
    parts.push(at[1] ?? "")
    rest = rest.slice(at[0].length)
  }
  return [...parts, rest]
}

function withVariables(
  pattern: string,
  facts: RequestFacts,
  literal: (value: string) => string,
  plain: (text: string) => string,
): string | undefined {
  let source = ""
  let rest = pattern
  for (;;) {
    const variable = /\$\{([^}]*)\}/.exec(rest)
    if (variable === null) return source + plain(rest)
    source += plain(rest.slice(0, variable.index))
    const value = variableValue(variable[1] ?? "", facts)
    if (value === undefined) return undefined
    source += literal(value)
    rest = rest.slice(variable.index + variable[0].length)
  }
}

function variableValue(expression: string, facts: RequestFacts): string | undefined {
  if (expression === "*" || expression === "?" || expression === "$") return expression
  const fallback = /^([^,]+),\s*'(.*)'$/s.exec(expression)
  const values = facts.get((fallback?.[1] ?? expression).trim().toLowerCase())
  return values?.length === 1 ? values[0] : fallback?.[2]
}

function compile(pattern: string): RegExp {
  const known = compiled.get(pattern)
  if (known !== undefined) return known
  const expression = new RegExp(`^${globSource(pattern)}$`, "s")
  if (compiled.size > 10_000) compiled.clear()
  compiled.set(pattern, expression)
  return expression
}

function globSource(pattern: string): string {
  return escapeRegExp(pattern).replaceAll("\\*", ".*").replaceAll("\\?", ".")
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
}
