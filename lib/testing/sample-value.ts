import { randomUUID } from "node:crypto"
import { z } from "zod"

type Shape = {
  type?: string
  format?: string
  pattern?: string
  const?: unknown
  enum?: unknown[]
  default?: unknown
  anyOf?: Shape[]
  oneOf?: Shape[]
  allOf?: Shape[]
  properties?: Record<string, Shape>
  required?: string[]
  items?: Shape
  minItems?: number
  minLength?: number
  minimum?: number
}

/** The smallest value that a schema takes, as far as its JSON form tells; undefined when it refuses what was found. */
export function sampleOf(schema: z.ZodType): unknown {
  const value = build(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as Shape)
  return schema.safeParse(value).success ? value : undefined
}

/** The names of an object schema's fields with their JSON form. */
export function fieldsOf(schema: z.ZodType): Record<string, Shape> {
  const shape = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as Shape
  return shape.properties ?? {}
}

function build(shape: Shape): unknown {
  if ("const" in shape) return shape.const
  if (shape.enum) return shape.enum[0]
  const choice = shape.anyOf?.[0] ?? shape.oneOf?.[0] ?? shape.allOf?.[0]
  if (choice) return build(choice)
  switch (shape.type) {
    case "object":
      return Object.fromEntries(
        (shape.required ?? []).map((name) => [name, build(shape.properties?.[name] ?? {})]),
      )
    case "array":
      return Array.from({ length: shape.minItems ?? 0 }, () => build(shape.items ?? {}))
    case "integer":
    case "number":
      return Math.max(1, shape.minimum ?? 1)
    case "boolean":
      return true
    case "null":
      return null
    default:
      return text(shape)
  }
}

function text({ format, minLength = 0 }: Shape): string {
  switch (format) {
    case "uuid":
      return randomUUID()
    case "email":
      return "somebody@example.test"
    case "uri":
      return "https://example.test/"
    case "date-time":
      return "2026-01-02T03:04:05Z"
    case "date":
      return "2026-01-02"
    default:
      return "a sample text that is long enough".slice(0, Math.max(20, minLength)).padEnd(minLength, "x")
  }
}
