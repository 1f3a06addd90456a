/** The one formatter. Times are UTC; a unit is always written. */

const pad = (n: number) => String(n).padStart(2, "0")

/** Milliseconds as a clock: "04:34", then "1:04:34"; days are hours. Negative counts as zero. */
export function formatClock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  const hours = Math.floor(seconds / 3600)
  const rest = `${pad(Math.floor((seconds % 3600) / 60))}:${pad(seconds % 60)}`
  return hours > 0 ? `${hours}:${rest}` : rest
}

/** Milliseconds in words: "850 ms", "42 s", "7 min 5 s", "2 h 14 min", "3 d 4 h". */
export function formatDuration(ms: number): string {
  const abs = Math.abs(ms)
  if (abs < 1000) return `${Math.round(ms)} ms`
  const sign = ms < 0 ? "−" : ""
  const seconds = Math.round(abs / 1000)
  if (seconds < 60) return `${sign}${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${sign}${join(minutes, "min", seconds % 60, "s")}`
  const hours = Math.floor(minutes / 60)
  if (hours < 48) return `${sign}${join(hours, "h", minutes % 60, "min")}`
  return `${sign}${join(Math.floor(hours / 24), "d", hours % 24, "h")}`
}

function join(big: number, bigUnit: string, small: number, smallUnit: string): string {
  return small > 0 ? `${big} ${bigUnit} ${small} ${smallUnit}` : `${big} ${bigUnit}`
}

/** "03:14:22" in UTC. */
export function formatUtcTime(iso: string): string {
  return valid(iso)?.toISOString().slice(11, 19) ?? "unknown"
}

/** "2026-11-23 03:14:22 UTC". */
export function formatUtcDateTime(iso: string): string {
  const date = valid(iso)
  return date ? `${date.toISOString().slice(0, 19).replace("T", " ")} UTC` : "unknown"
}

/** A typed "2026-11-23 03:14" or "2026-11-23 03:14:22", taken as UTC, as ISO; null when it is no time. */
export function parseUtc(text: string): string | null {
  const match = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)\s?(?:Z|UTC)?$/.exec(
    text.trim(),
  )
  return match ? (valid(`${match[1]}T${match[2]}Z`)?.toISOString() ?? null) : null
}

/** The reader's own time with its zone, for hover: "04:16:36 in Europe/Berlin". */
export function formatLocal(iso: string): string {
  const date = valid(iso)
  if (!date) return "unknown"
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  return `${date.toLocaleDateString("sv-SE")} ${date.toLocaleTimeString("sv-SE")} in ${zone}`
}

function valid(iso: string): Date | null {
  const date = new Date(iso)
  return Number.isNaN(date.getTime()) ? null : date
}

/** 18204 as "18,204". */
export function formatCount(n: number): string {
  return n.toLocaleString("en-US")
}

/** Bytes in binary units: "1.4 MiB". */
export function formatBytes(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"]
  let value = bytes
  let unit = 0
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024
    unit += 1
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`
}

/** "1 key", "3 keys". */
export function formatPlural(n: number, noun: string, many = `${noun}s`): string {
  return `${formatCount(n)} ${n === 1 ? noun : many}`
}

export function severityName(severity: number): string {
  return `SEV-${severity}`
}

/** Cuts the middle out of a long name; the full text must stay one press away. */
export function cutMiddle(text: string, max: number): string {
  const characters = [...text]
  if (characters.length <= max) return text
  const head = Math.ceil((max - 1) / 2)
  return `${characters.slice(0, head).join("")}…${characters.slice(characters.length - (max - 1 - head)).join("")}`
}

/** Control, format (bidi, zero-width, tags), line and paragraph separators, lone surrogates. */
const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu

/** Control, bidi and zero-width characters as visible code points ("⟨U+202E⟩"), so that text cannot pretend. */
export function showInvisible(text: string): string {
  return text.replace(
    invisible,
    (c) => `⟨U+${(c.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}⟩`,
  )
}
