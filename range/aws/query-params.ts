import { parseQuery, type RangeRequest } from "../http/messages.ts"
import { AwsError } from "./aws-error.ts"

/** Parameters of the query protocol: flat names such as Tags.member.1.Key. */
export class QueryParams {
  private readonly form: ReadonlyMap<string, string>

  constructor(form: ReadonlyMap<string, string>) {
    this.form = form
  }

  text(name: string): string | undefined {
    return this.form.get(name)
  }

  required(name: string): string {
    const value = this.form.get(name)
    if (value !== undefined && value !== "") return value
    const member = name.charAt(0).toLowerCase() + name.slice(1)
    throw new AwsError(
      "ValidationError",
      `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`,
    )
  }

  /** A name of a user, role, group, policy or key: what IAM allows in one. */
  name(name: string, longest = 128): string {
    const value = this.required(name)
    if (!/^[\w+=,.@-]+$/.test(value))
      throw new AwsError(
        "ValidationError",
        `The specified value for ${name} is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-`,
      )
    if (value.length > longest)
      throw new AwsError(
        "ValidationError",
        `1 validation error detected: Value '${value}' failed to satisfy constraint: Member must have length less than or equal to ${longest}`,
      )
    return value
  }

  number(name: string, fallback: number, least: number, most: number): number {
    const text = this.form.get(name)
    if (text === undefined) return fallback
    const value = Number(text)
    if (Number.isInteger(value) && value >= least && value <= most) return value
    throw new AwsError(
      "ValidationError",
      `1 validation error detected: Value '${text}' at '${name.charAt(0).toLowerCase()}${name.slice(1)}' failed to satisfy constraint: Member must be between ${least} and ${most}`,
    )
  }

  flag(name: string): boolean {
    return this.form.get(name) === "true"
  }

  list(name: string): string[] {
    const values: string[] = []
    for (let i = 1; ; i++) {
      const value = this.form.get(`${name}.member.${i}`)
      if (value === undefined) return values
      values.push(value)
    }
  }

  /** The parameters below each numbered member, for example of Tags or ContextEntries. */
  structs(name: string): QueryParams[] {
    const found: QueryParams[] = []
    for (let i = 1; ; i++) {
      const prefix = `${name}.member.${i}.`
      const below = [...this.form].filter(([key]) => key.startsWith(prefix))
      if (below.length === 0) return found
      found.push(new QueryParams(new Map(below.map(([key, value]) => [key.slice(prefix.length), value]))))
    }
  }

  tags(): Record<string, string> {
    return Object.fromEntries(
      this.structs("Tags").map((tag) => [tag.required("Key"), tag.text("Value") ?? ""]),
    )
  }
}

export function readForm(request: RangeRequest): Map<string, string> {
  const body = request.body.toString("utf8").replaceAll("+", "%20")
  return new Map([...request.query, ...parseQuery(body)])
}

export interface Page<T> {
  items: T[]
  IsTruncated: boolean
  Marker?: string
}

/** IAM's paging: at most MaxItems (default 100) from where Marker points. */
export function paginate<T>(all: readonly T[], params: QueryParams): Page<T> {
  const size = params.number("MaxItems", 100, 1, 1000)
  const marker = params.text("Marker")
  const from = marker === undefined ? 0 : Number(Buffer.from(marker, "base64").toString("utf8"))
  if (!Number.isInteger(from) || from < 0) throw new AwsError("ValidationError", "Invalid Marker.")
  const more = from + size < all.length
  return {
    items: all.slice(from, from + size),
    IsTruncated: more,
    Marker: more ? Buffer.from(String(from + size)).toString("base64") : undefined,
  }
}
