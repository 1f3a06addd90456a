export type FaultKind = "throttle" | "timeout" | "error" | "reset" | "reset-before" | "latency"

export interface FaultRule {
  /** "iam:AttachUserPolicy", "s3:*" or "*". */
  operation: string
  kind: FaultKind
  /** Further calls it hits; absent means until it is removed. */
  count?: number
  /** For "latency". */
  ms?: number
  /** Only calls made with a key of this account. */
  accountId?: string
  /** Only calls that name something containing this text. */
  name?: string
}

export interface FaultedCall {
  service: string
  operation: string
  readOnly: boolean
  names: readonly string[]
  accountId: string | undefined
}

const sentinels: readonly [string, FaultKind][] = [
  ["throttle-me", "throttle"],
  ["timeout-me", "timeout"],
  ["error-me", "error"],
]

/** Faults asked for through the control API, and those that a resource's name asks for by itself. */
export class Faults {
  latencyMs = 0
  private rules: FaultRule[] = []
  private readonly flakySeen = new Set<string>()

  add(rule: FaultRule): void {
    this.rules.push({ ...rule })
  }

  list(): FaultRule[] {
    return this.rules.map((rule) => ({ ...rule }))
  }

  clear(): void {
    this.rules = []
    this.flakySeen.clear()
  }

  /** The fault that strikes this call, if any. Counted rules are used up here. */
  take(call: FaultedCall): { kind: FaultKind; ms: number } | undefined {
    const rule = this.rules.find((each) => (each.count ?? 1) > 0 && concerns(each, call))
    if (rule !== undefined) {
      if (rule.count !== undefined) rule.count -= 1
      return { kind: rule.kind, ms: rule.ms ?? 0 }
    }
    const kind = this.bySentinel(call)
    return kind === undefined ? undefined : { kind, ms: 0 }
  }

  private bySentinel(call: FaultedCall): FaultKind | undefined {
    for (const name of call.names) {
      for (const [word, kind] of sentinels)
        if (name.includes(word) && !(name.includes(`${word}-on-write`) && call.readOnly)) return kind
      if (name.includes("reset-me") && !call.readOnly) return "reset"
      if (name.includes("flaky-me")) {
        const key = `${call.service}:${call.operation}:${name}`
        if (this.flakySeen.has(key)) continue
        this.flakySeen.add(key)
        return "error"
      }
    }
    return undefined
  }
}

function concerns(rule: FaultRule, call: FaultedCall): boolean {
  const operation = `${call.service}:${call.operation}`
  const named =
    rule.operation === "*" || rule.operation === operation || rule.operation === `${call.service}:*`
  const text = rule.name
  return (
    named &&
    (rule.accountId === undefined || rule.accountId === call.accountId) &&
    (text === undefined || call.names.some((name) => name.includes(text)))
  )
}
