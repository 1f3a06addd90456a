/** The parts of a sent text; the page previews with the same function that sends. */
export type SentParts = {
  text: string
  reference: string
  /** Who overrode the guard against unproven claims, and why; null when nothing was claimed. */
  stated: { by: string; reason: string } | null
  /** Head of the timeline's chain after sending; null in a preview. */
  headHash: string | null
}

/** The text as kept and read in the product: with the sentence that a claim is stated, without the footer. */
export function composeText({ text, stated }: Pick<SentParts, "text" | "stated">): string {
  if (!stated) return text
  return `${text}\n\nWhat this message says about containment is stated by ${stated.by} and not proven: ${stated.reason}`
}

/** The text exactly as it leaves. */
export function composeBody({ text, stated, reference, headHash }: SentParts): string {
  const head = headHash === null ? "(written when it is sent)" : headHash.slice(0, 16)
  return `${composeText({ text, stated })}\n\n--\n${reference} · timeline head ${head}`
}
