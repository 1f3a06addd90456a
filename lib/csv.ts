/** What a spreadsheet may take for a formula, also behind blanks that it strips. */
const formula = /^[\s\p{Cc}\p{Cf}]*[=+\-@|%＋－＝＠]/u
const control = /^[\t\r\n]/

/**
 * One line of CSV (RFC 4180, CRLF). Text that a spreadsheet would run as a formula gets an apostrophe in front: names
 * in audit logs are chosen by strangers. Numbers are written as they are.
 */
export function csvLine(cells: readonly (string | number | boolean | null)[]): string {
  return `${cells.map(csvCell).join(",")}\r\n`
}

function csvCell(value: string | number | boolean | null): string {
  if (value === null) return ""
  if (typeof value !== "string") return String(value)
  const safe = formula.test(value) || control.test(value) ? `'${value}` : value
  return /[",\r\n\t']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
