import type { XmlValue } from "../../http/xml.ts"
import type { Json } from "../wire-service.ts"

const never = new Set(["Action", "Version"])
const hidden = new Set(["Password", "NewPassword", "OldPassword"])

/** Request parameters as CloudTrail writes them: nested, first letter lower-case, secrets left out. */
export function toTrailRequest(form: ReadonlyMap<string, string>): Json {
  const root: { [name: string]: Json | undefined } = {}
  for (const [name, value] of form) {
    if (never.has(name)) continue
    const path = name.split(".").filter((part) => part !== "member")
    if (hidden.has(path[0] ?? "")) continue
    place(root, path, value)
  }
  return Object.keys(root).length === 0 ? null : fold(root)
}

function place(into: { [name: string]: Json | undefined }, path: readonly string[], value: string): void {
  const [head = "", ...rest] = path
  const name = /^\d+$/.test(head) ? head : lowerFirst(head)
  if (rest.length === 0) {
    into[name] = typed(value)
    return
  }
  const below = into[name]
  const child = typeof below === "object" && below !== null && !Array.isArray(below) ? below : {}
  into[name] = child
  place(child, rest, value)
}

/** {"1": a, "2": b} is a list. */
function fold(value: Json | undefined): Json {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value ?? null
  const names = Object.keys(value)
  if (names.length > 0 && names.every((name) => /^\d+$/.test(name)))
    return names.map((name) => fold(value[name]))
  return Object.fromEntries(names.map((name) => [name, fold(value[name])]))
}

function typed(value: string): Json {
  if (/^(0|[1-9]\d{0,8})$/.test(value)) return Number(value)
  if (value === "true" || value === "false") return value === "true"
  return value
}

/** What a write answered, without secrets; null when it answered nothing. */
export function toTrailResponse(result: XmlValue): Json {
  if (result === undefined || result === null) return null
  if (result instanceof Date) return trailDate(result.getTime())
  if (Array.isArray(result)) return result.map((item) => toTrailResponse(item as XmlValue))
  if (typeof result !== "object") return result as Json
  const entries = Object.entries(result as { [name: string]: XmlValue })
    .filter(([name, value]) => value !== undefined && name !== "SecretAccessKey")
    .map(([name, value]): [string, Json] => [lowerFirst(name), toTrailResponse(value)])
  return Object.fromEntries(entries)
}

/** Nov 24, 2026, 3:02:13 PM */
export function trailDate(time: number): string {
  return new Intl.DateTimeFormat("en-US", {
    dateStyle: "medium",
    timeStyle: "medium",
    timeZone: "UTC",
  })
    .format(time)
    .replace(/\u202f/g, " ")
}

export function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1)
}
