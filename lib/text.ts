import { z } from "zod"

// Unpaired surrogates and NUL cannot be stored by Postgres; other control characters have no business in names.
// biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the point
const lineControls = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/
// biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the point
const blockControls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/

/** A moment as ISO 8601 in UTC (with an offset where allowed), of a year that every part of the product can keep and show. */
export function instant({ offset = false } = {}) {
  return z.iso
    .datetime({ offset, error: "is not a time like 2026-03-01T14:05:00Z" })
    .refine((text) => /^(?:19[7-9]|20)\d/.test(text), "is not between the years 1970 and 2099")
}

/** The version that was on the screen; fits the database's integer. */
export function rowVersion() {
  return z.int().min(0).max(2_147_483_647)
}

type TextOptions = { empty?: boolean }

/** One line of text, trimmed, at most `max` characters; control characters and broken Unicode are refused. */
export function plainText(max: number, { empty = false }: TextOptions = {}) {
  return z
    .string()
    .trim()
    .min(empty ? 0 : 1, "is empty")
    .max(max, `is longer than ${max} characters`)
    .refine((text) => !lineControls.test(text), "holds a control character or a line break; remove it")
    .refine((text) => text.isWellFormed(), "holds broken Unicode; type it again")
}

/** Text of several lines; line breaks become \n. Tabs are kept, other control characters are refused. */
export function multilineText(max: number, { empty = false }: TextOptions = {}) {
  return z
    .string()
    .transform((text) => text.replace(/\r\n?/g, "\n").trim())
    .pipe(
      z
        .string()
        .min(empty ? 0 : 1, "is empty")
        .max(max, `is longer than ${max} characters`)
        .refine((text) => !blockControls.test(text), "holds a control character; remove it")
        .refine((text) => text.isWellFormed(), "holds broken Unicode; type it again"),
    )
}
