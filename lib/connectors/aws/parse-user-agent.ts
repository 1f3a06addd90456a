/** What a user agent says about who called. It is written by the client: evidence, not proof. */
export type UserAgentFacts = {
  /** "Claude Code"; null when the text names no AI agent. */
  agent: string | null
  /** "AWS CLI", "Terraform", "Boto3", "AWS SDK for JavaScript", ...; "" when unknown. */
  tool: string
  version: string
  /** The CLI's own word for the command: "rds.delete-db-instance"; "". */
  command: string
  /** 12 hex digits that the AWS CLI keeps per terminal for half an hour; "". */
  sessionId: string
}

/** Feature codes that AWS CLI 2.35.24 and later write into the "m/" part when an agent's environment is set. */
const agentCodes: Record<string, string> = {
  AN: "Claude Code",
  AO: "Gemini CLI",
  AP: "Codex",
  AQ: "Kiro",
  AR: "OpenCode",
  AS: "Antigravity",
  AT: "Amp",
  AU: "Pi",
  AV: "Copilot CLI",
  AW: "Cursor",
}

/** Names that agents put into user agents of their own, or that an execution environment carries. */
const agentNames: readonly [RegExp, string][] = [
  [/\bclaude[-_ ]?code\b/i, "Claude Code"],
  [/\bgemini[-_ ]?cli\b/i, "Gemini CLI"],
  [/\bopenai[-_ ]?codex\b|\bcodex[-_ ]?cli\b|(?:^|[\s/])codex\/\d/i, "Codex"],
  [/\bopencode\b/i, "OpenCode"],
  [/\bcopilot[-_ ]?(?:cli|agent)\b/i, "Copilot CLI"],
  [/(?:^|[\s/])cursor(?:-agent)?\/\d/i, "Cursor"],
  [/(?:^|[\s/])kiro\/\d/i, "Kiro"],
  [/\bawslabs[./]mcp\b|\bmcp[-_]?server\b/i, "MCP server"],
]

const tools: readonly [RegExp, string][] = [
  [/\bTerraform\/([\w.-]+)/, "Terraform"],
  [/\bOpenTofu\/([\w.-]+)/i, "OpenTofu"],
  [/\bPulumi\/([\w.-]+)/i, "Pulumi"],
  [/\baws-cli\/([\w.-]+)/, "AWS CLI"],
  [/\bBoto3\/([\w.-]+)/i, "Boto3"],
  [/\baws-sdk-js\/([\w.-]+)/, "AWS SDK for JavaScript"],
  [/\baws-sdk-go(?:-v2)?\/([\w.-]+)/, "AWS SDK for Go"],
  [/\baws-sdk-java\/([\w.-]+)/, "AWS SDK for Java"],
  [/\bBotocore\/([\w.-]+)/i, "Botocore"],
  [/\b(?:console|signin)\.[\w.]*amazon(?:aws)?\.com()|^AWS-Console()|\bMozilla\/()/i, "browser"],
]

export function parseUserAgent(userAgent: string): UserAgentFacts {
  // S3 writes it in brackets.
  const text = userAgent.replace(/^\[(.*)\]$/s, "$1")
  const codes = [...text.matchAll(/(?:^|\s)m\/([A-Za-z0-9,]+)/g)].flatMap((m) => (m[1] ?? "").split(","))
  const coded = codes.map((code) => agentCodes[code]).find((name) => name !== undefined)
  const named = agentNames.find(([pattern]) => pattern.test(text))?.[1]
  const tool = tools.map(([pattern, name]) => ({ name, found: pattern.exec(text) })).find((t) => t.found)
  return {
    agent: coded ?? named ?? null,
    tool: tool?.name ?? "",
    version: tool?.found?.[1] ?? "",
    command: /(?:^|\s)md\/command#([\w.-]+)/.exec(text)?.[1] ?? "",
    sessionId: /(?:^|\s)sid\/(\S+)/.exec(text)?.[1] ?? "",
  }
}
