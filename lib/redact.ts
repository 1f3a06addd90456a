/** Shapes of secrets, each with what may stay. */
const shapes: readonly [RegExp, string][] = [
  [
    /\b(aws_secret_access_key|secretAccessKey|SecretAccessKey)(["'\s:=]+)[A-Za-z0-9/+=]{30,}/g,
    "$1$2[redacted]",
  ],
  [/\b(aws_session_token|sessionToken|SessionToken)(["'\s:=]+)[A-Za-z0-9/+=]{40,}/g, "$1$2[redacted]"],
  [
    /\b(password|passwd|pwd|secret|token|api[_-]?key)(["'\s:=]+)(?!\[redacted)[^\s"',;&]{6,}/gi,
    "$1$2[redacted]",
  ],
  [/\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{8,}/g, "$1 [redacted]"],
  [/\bfbt_[A-Za-z0-9_-]{16,}/g, "fbt_[redacted]"],
  [/\bgh[pousr]_[A-Za-z0-9]{20,}/g, "[redacted]"],
  [/\b(postgres(?:ql)?|smtps?|https?):\/\/([^\s:@/]+):([^\s@/]+)@/g, "$1://$2:[redacted]@"],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?-----END [A-Z ]*PRIVATE KEY-----/g, "[redacted private key]"],
]

/** Text with every secret of a known shape taken out. For logs, errors and transcripts. */
export function redact(text: string): string {
  return shapes.reduce((result, [shape, replacement]) => result.replace(shape, replacement), text)
}
