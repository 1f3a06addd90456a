/** The full minute at or after `minutes` from now, ISO: a time that people can read out. */
export function promiseAt(nowMs: number, minutes: number): string {
  return new Date(Math.ceil((nowMs + minutes * 60_000) / 60_000) * 60_000).toISOString()
}

/** The text with one promised time in place of another, wherever it was written as drafted. */
export function movePromise(text: string, from: string, to: string): string {
  return from ? text.replaceAll(from, to) : text
}
