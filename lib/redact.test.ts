import { describe, expect, it } from "vitest"
import { redact } from "@/lib/redact"

const key = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
const secrets: [string, string, string][] = [
  ["an AWS secret", `aws_secret_access_key = ${key}`, key],
  ["an AWS secret in JSON", JSON.stringify({ SecretAccessKey: key }), key],
  [
    "an AWS secret in JSON inside JSON",
    JSON.stringify({ msg: JSON.stringify({ secretAccessKey: key }) }),
    key,
  ],
  ["a session token", `"sessionToken": "${"A1b2".repeat(20)}"`, "A1b2A1b2"],
  ["a password", "password=correct-horse", "correct-horse"],
  ["a password in JSON", '{"password":"correct-horse"}', "correct-horse"],
  ["a password in JSON inside JSON", JSON.stringify({ m: '{"password":"correct-horse"}' }), "correct-horse"],
  ["a prefixed password", "DB_PASSWORD=correct-horse", "correct-horse"],
  ["an option of a command", "mysql --password correct-horse --user x", "correct-horse"],
  ["a token", "token: abcdef123456", "abcdef123456"],
  ["a bearer", "Authorization: Bearer abcdef123456.xyz", "abcdef123456"],
  ["our own token", `fbt_${"a1B2".repeat(8)}`, "a1B2a1B2"],
  ["a GitHub token", `ghp_${"a1B2".repeat(9)}`, "a1B2a1B2"],
  ["a fine-grained GitHub token", `github_pat_${"a1B2".repeat(9)}`, "a1B2a1B2"],
  ["a GitLab token", `glpat-${"a1B2".repeat(5)}`, "a1B2a1B2"],
  ["a Slack token", "xoxb-1234567890-abcdefghij", "abcdefghij"],
  ["a Slack webhook", "https://hooks.slack.com/services/T0/B0/abcdefghij", "abcdefghij"],
  ["a model's key", `sk-ant-${"a1B2".repeat(8)}`, "a1B2a1B2"],
  ["a Google key", `AIza${"a1B2".repeat(9)}`, "a1B2a1B2"],
  ["a JWT", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w5N", "dozjgNryP4J3"],
  ["a database address", "postgresql://postgres:correct-horse@127.0.0.1:5432/x", "correct-horse"],
  ["a database address without a user", "redis://:correct-horse@127.0.0.1", "correct-horse"],
  ["a mail address", "smtps://mailer:correct-horse@smtp.example.test", "correct-horse"],
  ["a private key", "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----", "MIIE"],
]

describe("takes out", () => {
  it.each(secrets)("%s", (_what, text, secret) => {
    expect(redact(text)).not.toContain(secret)
    expect(redact(text)).toContain("[redacted")
    // Twice is once: a line that passes two mouths stays the same.
    expect(redact(redact(text))).toBe(redact(text))
  })
})

it("leaves JSON whole", () => {
  for (const [, text] of secrets.filter(([, text]) => text.startsWith("{"))) {
    expect(() => JSON.parse(redact(text))).not.toThrow()
    const inner = (JSON.parse(redact(text)) as { m?: string; msg?: string }).m
    if (inner) expect(() => JSON.parse(inner)).not.toThrow()
  }
  const line = JSON.stringify({ err: { message: '{"token":"abc\\\\def123456"}', stack: "at x" }, level: 50 })
  expect(JSON.parse(redact(line))).toMatchObject({ level: 50, err: { stack: "at x" } })
})

it.each([
  "The token expired yesterday.",
  "AKIAIOSFODNN7EXAMPLE deleted arn:aws:s3:::bucket/key",
  "https://example.test/path?x=1",
  "2026-03-01T12:00:00Z step.verified Disable key: alice",
  "commit 3b18e512dba79e4c8300dd08aeb37f8e728b8dad",
])("leaves alone: %s", (text) => {
  expect(redact(text)).toBe(text)
})
