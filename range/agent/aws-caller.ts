import { XMLParser } from "fast-xml-parser"
import { encodeStrictly } from "../aws/sign/canonical-request.ts"
import { type SigningCredentials, signRequest } from "../aws/sign/sign-request.ts"

export interface CallResult {
  ok: boolean
  /** AWS's error code, or "Unreachable". */
  code: string
  message: string
  body: string
}

export interface CallerSettings {
  endpoints: { iam: string; sts: string; s3: string; states: string }
  region: string
  clockAheadMs: number
  /** The product part of the user agent, up to the command. */
  userAgent(command: string): string
}

const parser = new XMLParser({ parseTagValue: false })

/** A small AWS client with its own signatures: it knows nothing of the range but its addresses. */
export function awsCaller(settings: CallerSettings) {
  const send = async (
    service: "iam" | "sts" | "s3" | "states",
    command: string,
    credentials: SigningCredentials,
    request: { method: string; path: string; body: string; headers?: Record<string, string> },
  ): Promise<CallResult> => {
    const url = new URL(settings.endpoints[service] + request.path)
    const headers = signRequest({
      method: request.method,
      url,
      headers: { "user-agent": settings.userAgent(command), ...request.headers },
      body: request.body,
      service,
      region: service === "iam" ? "us-east-1" : settings.region,
      credentials,
      now: Date.now() + settings.clockAheadMs,
    })
    try {
      const response = await fetch(url, {
        method: request.method,
        headers,
        body: request.body === "" ? undefined : request.body,
      })
      const body = await response.text()
      return response.ok ? { ok: true, code: "", message: "", body } : { ok: false, ...readError(body), body }
    } catch (error) {
      return {
        ok: false,
        code: "Unreachable",
        message: error instanceof Error ? error.message : String(error),
        body: "",
      }
    }
  }
  return {
    query(
      service: "iam" | "sts",
      command: string,
      credentials: SigningCredentials,
      parameters: Record<string, string>,
    ) {
      const version = service === "iam" ? "2010-05-08" : "2011-06-15"
      const body = new URLSearchParams({ ...parameters, Version: version }).toString()
      const headers = { "content-type": "application/x-www-form-urlencoded; charset=utf-8" }
      return send(service, command, credentials, { method: "POST", path: "/", body, headers })
    },
    /** A call of the awsJson protocol; `target` is the service's own name and the operation. */
    json(
      service: "states",
      command: string,
      credentials: SigningCredentials,
      target: string,
      input: Record<string, string>,
    ) {
      const headers = { "content-type": "application/x-amz-json-1.0", "x-amz-target": target }
      return send(service, command, credentials, {
        method: "POST",
        path: "/",
        body: JSON.stringify(input),
        headers,
      })
    },
    s3(
      command: string,
      credentials: SigningCredentials,
      method: string,
      bucket: string,
      key = "",
      query = "",
      body = "",
    ) {
      const path = `/${bucket}${key === "" ? "" : `/${key.split("/").map(encodeStrictly).join("/")}`}${query}`
      const headers: Record<string, string> =
        body === "" ? {} : { "content-type": "application/octet-stream" }
      return send("s3", command, credentials, { method, path, body, headers })
    },
  }
}

export type AwsCaller = ReturnType<typeof awsCaller>

function readError(body: string): { code: string; message: string } {
  if (body.startsWith("{")) {
    const { __type = "Unknown", message = "" } = JSON.parse(body) as { __type?: string; message?: string }
    return { code: __type.replace(/Exception$/, ""), message }
  }
  const document = parser.parse(body) as { ErrorResponse?: { Error?: ErrorElement }; Error?: ErrorElement }
  const error = document.ErrorResponse?.Error ?? document.Error
  return { code: error?.Code ?? "Unknown", message: error?.Message ?? body.slice(0, 200) }
}

interface ErrorElement {
  Code?: string
  Message?: string
}

/** Texts of every element of that name, in order. */
export function elementTexts(xml: string, name: string): string[] {
  const found = xml.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, "g"))
  return [...found].map((match) => unescapeXml(match[1] ?? ""))
}

function unescapeXml(text: string): string {
  return text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&")
}
