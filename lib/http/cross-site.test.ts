import { afterEach, describe, expect, it } from "vitest"
import { setEnv } from "@/lib/env"
import { refuseCrossSite } from "@/lib/http/refuse-cross-site"

const send = (headers: Record<string, string>, method = "POST") =>
  refuseCrossSite(
    new Request("http://x.test/api/incidents", {
      method,
      headers: { host: "firebreak.test:3000", ...headers },
    }),
  )

afterEach(() => setEnv({ FIREBREAK_URL: "http://127.0.0.1:3000" }))

describe("a write is let through", () => {
  it.each<[string, Record<string, string>]>([
    ["from our own page", { origin: "http://firebreak.test:3000", "sec-fetch-site": "same-origin" }],
    [
      "behind a proxy that ends https",
      { origin: "https://firebreak.test:3000", "sec-fetch-site": "same-origin" },
    ],
    ["from the public address", { origin: "http://127.0.0.1:3000" }],
    ["typed by a person", { "sec-fetch-site": "none" }],
    ["from a program that is no browser", {}],
    [
      "with a token, which no page of another site has",
      { authorization: "Bearer fbt_x", origin: "https://evil.example" },
    ],
  ])("%s", (_what, headers) => {
    expect(() => send(headers)).not.toThrow()
  })
})

describe("a write is refused", () => {
  const own = "http://firebreak.test:3000"
  it.each<[string, Record<string, string>]>([
    ["another site", { origin: "https://evil.example" }],
    ["another site that the browser names", { "sec-fetch-site": "cross-site" }],
    ["a sister site", { "sec-fetch-site": "same-site" }],
    ["a sister site under our origin's name", { "sec-fetch-site": "same-site", origin: own }],
    ["a sandboxed frame", { origin: "null" }],
    ["another port", { origin: "http://firebreak.test:3001" }],
    ["no port", { origin: "http://firebreak.test" }],
    ["a name that begins like ours", { origin: "http://firebreak.test:3000.evil.example" }],
    ["a name that ends like ours", { origin: "http://evil-firebreak.test:3000" }],
    ["another scheme", { origin: "ftp://firebreak.test:3000" }],
    ["an origin with a path", { origin: `${own}/` }],
    ["nothing in the origin", { origin: "" }],
    ["a word that browsers do not know yet", { "sec-fetch-site": "sibling" }],
  ])("from %s", (_what, headers) => {
    for (const method of ["POST", "PUT", "PATCH", "DELETE"])
      expect(() => send(headers, method)).toThrow(expect.objectContaining({ code: "cross-site-request" }))
  })

  it("from the address of before, when the public one changed", () => {
    setEnv({ FIREBREAK_URL: "https://incidents.example" })
    expect(() => send({ origin: "https://incidents.example" })).not.toThrow()
    expect(() => send({ origin: "http://127.0.0.1:3000" })).toThrow()
  })
})

it("reading is not asked where it comes from", () => {
  for (const method of ["GET", "HEAD"])
    expect(() =>
      send({ origin: "https://evil.example", "sec-fetch-site": "cross-site" }, method),
    ).not.toThrow()
})
