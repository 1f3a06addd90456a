import { AwsError } from "../aws-error.ts"
import type { JsonObject } from "../json-service.ts"

export function textOf(input: JsonObject, name: string, error = "ValidationException"): string {
  const value = input[name]
  if (typeof value === "string" && value !== "") return value
  throw new AwsError(
    error,
    `1 validation error detected: Value at '${name}' failed to satisfy constraint: Member must not be null`,
  )
}

export function optionalText(input: JsonObject, name: string): string | undefined {
  const value = input[name]
  return typeof value === "string" && value !== "" ? value : undefined
}

export function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : []
}

export function objectOf(value: unknown): JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : {}
}
