import "server-only"
import { z } from "zod"
import { FirebreakError, invalidInput } from "@/lib/errors"
import { parseInput } from "@/lib/http/parse-input"
import { readBody } from "@/lib/http/read-body"

const maxBytes = 16 * 1024

const fields = z.record(
  z.string().max(60),
  z
    .string("is not text")
    .max(2_000, "is longer than 2000 characters")
    .refine(
      (text) => text.isWellFormed() && !text.includes("\u0000"),
      "holds a character that cannot be kept",
    ),
)

/**
 * The fields of a sign-in or sign-out form, as text that can be stored. Takes form and JSON. Errors: body-too-large,
 * media-type-not-supported, invalid-input.
 */
export async function readAuthFields(request: Request): Promise<Record<string, string>> {
  const bytes = await readBody(request, maxBytes)
  const type = (request.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase()
  if (bytes.length === 0) return {}
  if (type === "application/x-www-form-urlencoded")
    return parseInput(fields, Object.fromEntries(new URLSearchParams(bytes.toString("utf8"))), "form")
  if (type === "application/json") return parseInput(fields, parseJson(bytes), "form")
  throw new FirebreakError(
    "media-type-not-supported",
    "Send the form as application/x-www-form-urlencoded or application/json.",
  )
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"))
  } catch {
    throw invalidInput("The body is not valid JSON in UTF-8. Send it again, complete.")
  }
}
