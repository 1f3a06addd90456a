import { BlockList, isIPv4, isIPv6 } from "node:net"
import { matchesArn, matchesText, type RequestFacts, replaceVariables } from "./match-pattern.ts"
import type { Statement } from "./parse-policy.ts"

type Condition = Statement["conditions"][number]
type Test = (wanted: string, given: string, variables: RequestFacts | undefined) => boolean

/** All conditions of a statement must hold; within one, any of its values (none of them, when negated). */
export function matchesConditions(
  conditions: readonly Condition[],
  facts: RequestFacts,
  variables: boolean,
): boolean {
  return conditions.every((condition) => holds(condition, facts, variables ? facts : undefined))
}

function holds(condition: Condition, facts: RequestFacts, variables: RequestFacts | undefined): boolean {
  const given = facts.get(condition.key)
  const parts = /^(?:(For(?:Any|All)Values?):)?(.*?)(IfExists)?$/i.exec(condition.operator)
  const quantifier = parts?.[1]?.toLowerCase()
  const name = (parts?.[2] ?? "").toLowerCase()
  if (name === "null")
    return condition.values.some((value) => (value.toLowerCase() === "true") === (given === undefined))
  const negated = name !== "notipaddress" ? name.includes("not") : true
  const test = tests[name.replace("not", "")]
  if (test === undefined) return false
  const any = (value: string) => condition.values.some((wanted) => test(wanted, value, variables))
  const one = (value: string) => any(value) !== negated
  if (given === undefined || given.length === 0) {
    if (quantifier?.startsWith("forall")) return true
    if (quantifier?.startsWith("forany")) return false
    return parts?.[3] !== undefined || negated
  }
  if (quantifier?.startsWith("forall")) return given.every(one)
  if (quantifier?.startsWith("forany")) return given.some(one)
  return negated ? given.every(one) : given.some(one)
}

const textual =
  (compare: (wanted: string, given: string) => boolean): Test =>
  (wanted, given, variables) => {
    const replaced = replaceVariables(wanted, variables)
    return replaced !== undefined && compare(replaced, given)
  }

const numeric = (compare: (given: number, wanted: number) => boolean, read: (text: string) => number): Test =>
  textual((wanted, given) => {
    const [left, right] = [read(given), read(wanted)]
    return !Number.isNaN(left) && !Number.isNaN(right) && compare(left, right)
  })

const orders = {
  equals: (given: number, wanted: number) => given === wanted,
  lessthan: (given: number, wanted: number) => given < wanted,
  lessthanequals: (given: number, wanted: number) => given <= wanted,
  greaterthan: (given: number, wanted: number) => given > wanted,
  greaterthanequals: (given: number, wanted: number) => given >= wanted,
}

/** ISO 8601 or seconds since the epoch. */
function readDate(text: string): number {
  return /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text)
}

const ordered = Object.entries(orders).flatMap(([name, compare]): [string, Test][] => [
  [`numeric${name}`, numeric(compare, (text) => (text.trim() === "" ? Number.NaN : Number(text)))],
  [`date${name}`, numeric(compare, readDate)],
])

const tests: Record<string, Test> = {
  stringequals: textual((wanted, given) => wanted === given),
  binaryequals: textual((wanted, given) => wanted === given),
  stringequalsignorecase: textual((wanted, given) => wanted.toLowerCase() === given.toLowerCase()),
  stringlike: matchesText,
  arnequals: matchesArn,
  arnlike: matchesArn,
  bool: textual((wanted, given) => wanted.toLowerCase() === given.toLowerCase()),
  ipaddress: textual(inNetwork),
  ...Object.fromEntries(ordered),
}

function inNetwork(network: string, address: string): boolean {
  const [base = "", bits] = network.split("/")
  const family = isIPv4(base) ? "ipv4" : isIPv6(base) ? "ipv6" : undefined
  if (family === undefined || (family === "ipv4" ? !isIPv4(address) : !isIPv6(address))) return false
  const list = new BlockList()
  const prefix = bits === undefined ? (family === "ipv4" ? 32 : 128) : Number(bits)
  if (!Number.isInteger(prefix) || prefix < 0 || prefix > (family === "ipv4" ? 32 : 128)) return false
  list.addSubnet(base, prefix, family)
  return list.check(address, family)
}
