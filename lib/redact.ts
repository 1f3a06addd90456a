/** Shapes of secrets, each with what may stay. Repetitions are bounded: hostile text must not take long to read. */
const shapes: readonly [RegExp, string][] = [
  [
    /\b(aws_secret_access_key|secretAccessKey|SecretAccessKey)([\\"']*\s*[:=]\s*[\\"']*)[A-Za-z0-9/+=]{30,}/g,
    "$1$2[redacted]",
  ],
  [
    /\b(aws_session_token|sessionToken|SessionToken)([\\"']*\s*[:=]\s*[\\"']*)[A-Za-z0-9/+=]{40,}/g,
    "$1$2[redacted]",
  ],
  // As a command takes it: "--password hunter22".
  [
    /(--?(?:[a-z]{1,30}-){0,4}(?:password|secret|token|api-key))(\s+)(?!\[redacted)[^\s"'\\]{6,}/gi,
    "$1$2[redacted]",
  ],
  // A backslash belongs to the quoting of JSON inside JSON; taken for the value it would break the line.
  [
    /\b((?:[A-Za-z0-9]{1,30}[_-]){0,4}(?:password|passwd|pwd|secret|token|api[_-]?key|routing[_-]?key|csrfToken))([\\"']*\s*[:=]\s*[\\"']*)(?!\[redacted)(?:[^\s"',;&\\]|\\\\){6,}/gi,
    "$1$2[redacted]",
  ],
  [/\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{8,}/g, "$1 [redacted]"],
  [/\bfbt_[A-Za-z0-9_-]{16,}/g, "fbt_[redacted]"],
  [/\b(?:gh[pousr]_|github_pat_|glpat-)[A-Za-z0-9_-]{20,}/g, "[redacted]"],
  [/\bxox[abeprs]-[A-Za-z0-9-]{10,}/g, "[redacted]"],
  [/\bsk-(?:ant-|proj-)?[A-Za-z0-9_-]{20,}/g, "[redacted]"],
  [/\bAIza[A-Za-z0-9_-]{30,}/g, "[redacted]"],
  [/\beyJ[A-Za-z0-9_-]{8,1000}\.[A-Za-z0-9_-]{0,8000}\.[A-Za-z0-9_.-]{8,}/g, "[redacted]"],
  [/\bhttps:\/\/hooks\.slack\.com\/[^\s"'\\]+/g, "https://hooks.slack.com/[redacted]"],
  [/\b([a-z][a-z0-9+.-]{0,20}):\/\/([^\s:@/]{0,200}):([^\s@/]{1,500})@/gi, "$1://$2:[redacted]@"],
  [
    /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]{0,10000}?-----END [A-Z ]*PRIVATE KEY-----/g,
    "[redacted private key]",
  ],
]

/** Text with every secret of a known shape taken out. For logs, errors and transcripts. */
export function redact(text: string): string {
  return shapes.reduce((result, [shape, replacement]) => result.replace(shape, replacement), text)
}
