import { describe, expect, it } from "vitest"
import { parseUserAgent } from "./parse-user-agent"

const cli =
  "aws-cli/2.35.30 md/awscrt#0.31.2 ua/2.1 os/linux#6.8 md/arch#x86_64 lang/python#3.14.2 md/pyimpl#CPython m/b,E,AN,Z cfg/retry-mode#standard md/installer#exe sid/0f3a1c9b77de md/prompt#off md/command#rds.delete-db-instance"

describe("user agents", () => {
  it("reads the agent, command and session of the AWS CLI", () => {
    expect(parseUserAgent(cli)).toEqual({
      agent: "Claude Code",
      tool: "AWS CLI",
      version: "2.35.30",
      command: "rds.delete-db-instance",
      sessionId: "0f3a1c9b77de",
    })
  })

  it.each([
    ["AO", "Gemini CLI"],
    ["AP", "Codex"],
    ["AQ", "Kiro"],
    ["AR", "OpenCode"],
    ["AS", "Antigravity"],
    ["AT", "Amp"],
    ["AU", "Pi"],
    ["AV", "Copilot CLI"],
    ["AW", "Cursor"],
  ])("knows the code %s", (code, name) => {
    expect(parseUserAgent(`[aws-cli/2.36.0 m/C,${code} md/x#y]`).agent).toBe(name)
  })

  it("says nothing about an agent where there is none", () => {
    const plain = parseUserAgent("[aws-cli/1.18.136 Python/3.8.5 Darwin/19.5.0 botocore/1.17.59]")
    expect(plain).toMatchObject({
      agent: null,
      tool: "AWS CLI",
      version: "1.18.136",
      command: "",
      sessionId: "",
    })
    expect(parseUserAgent("aws-cli/2.35.30 m/b,E,Z").agent).toBeNull()
    expect(parseUserAgent("").agent).toBeNull()
  })

  it("does not take codes from other parts of the text", () => {
    expect(parseUserAgent("aws-cli/2.1 md/AN#AP exec-env/m/AN").agent).toBeNull()
  })

  it("names Terraform before the SDK under it", () => {
    const text =
      "APN/1.0 HashiCorp/1.0 Terraform/1.9.2 (+https://www.terraform.io) terraform-provider-aws/5.60.0 aws-sdk-go-v2/1.30.3"
    expect(parseUserAgent(text)).toMatchObject({ agent: null, tool: "Terraform", version: "1.9.2" })
  })
})
