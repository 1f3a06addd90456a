import { existsSync, readdirSync, readFileSync } from "node:fs"
import path from "node:path"
import { describe, expect, it } from "vitest"
import { permissions } from "@/lib/auth/policy"
import { errorCodes } from "@/lib/errors"
import { apiDocument } from "@/scripts/list-routes"
import { readSources, type Source } from "@/scripts/structure/read-sources"

const root = path.dirname(import.meta.dirname)
const sources = readSources(root)
const isTest = (file: string) => /\.(?:test|e2e)\.tsx?$|^lib\/testing\/|^e2e\//.test(file)
const shipped = sources.filter((one) => !isTest(one.file))
const lib = shipped.filter((one) => one.file.startsWith("lib/"))
const byName = new Map(lib.map((one) => [one.file.replace(/\.ts$/, ""), one]))

/** Files of `from` whose text matches, without those that may. */
function filesWith(pattern: RegExp, from: Source[], except: readonly string[] = []): string[] {
  return from
    .filter(({ file, text }) => pattern.test(text) && !except.some((may) => file.startsWith(may)))
    .map((one) => one.file)
}

/** What a file runs of ours: itself and what it imports directly, at run time. */
function reach(source: Source): Source[] {
  const direct = source.imports.flatMap((one) =>
    one.ours && !one.typeOnly ? (byName.get(one.to) ?? []) : [],
  )
  return [source, ...direct]
}

describe("the environment and the outside", () => {
  it("is read by env.ts alone", () => {
    // The embedded database hands its own process an environment; the command line is a program of its own.
    const may = ["lib/env.ts", "lib/db/embedded.ts", "scripts/", "cli/read-settings.ts"]
    expect(filesWith(/\bprocess\.env\b/, shipped, may)).toEqual([])
  })

  it("is reached through each connector's client.ts alone", () => {
    const importers = lib
      .filter((one) =>
        one.imports.some(({ to }) => /^(?:@aws-sdk|@smithy|@octokit|@azure|@kubernetes)\//.test(to)),
      )
      .map((one) => one.file)
    expect(
      importers.filter((file) => !/^lib\/connectors\/[^/]+\/(?:cluster-)?client\.ts$/.test(file)),
    ).toEqual([])
    expect(importers).not.toEqual([])
  })
})

/** Writes that are no facts of anybody's doing, each with its reason. */
const tellsNobody: Record<string, string> = {
  "lib/db/transaction.ts": "is the transaction",
  "lib/plans/press-step.ts": "runs what it is given, which appends",
  "lib/approvals/press-waiting.ts": "runs what it is given, which appends",
  "lib/plans/engine/claim-steps.ts": "leases",
  "lib/plans/engine/renew-leases.ts": "leases",
  "lib/assessment/hold-lease.ts": "leases",
  "lib/assessment/effect-store.ts":
    "bulk effects never enter the timeline; the assessment's end tells their sums",
  "lib/evidence/incident-evidence.ts": "the reader that keeps a source tells of it",
  "lib/plans/look-around.ts": "notes what a preview saw",
  "lib/plans/preview-plan.ts": "notes what a preview saw",
  "lib/auth/create-setup-link.ts": "the link exists before anybody does",
  "lib/auth/open-session.ts": "whoever signs somebody in records it",
  "lib/auth/read-actor.ts": "when a session or token was last seen",
}

describe("a write", () => {
  const writes =
    /\btransaction\(|\b(?:ctx\.)?db\.\w+\.(?:create|update|upsert|delete)\w*\(|\bdb\.\$executeRaw/
  const tells = /\b(?:appendEntry|recordActivity)\(/
  const writers = lib.filter((one) => writes.test(one.text))
  const silent = writers
    .filter((one) => !reach(one).some(({ file, text }) => tells.test(text) && !isTeller(file)))
    .map((one) => one.file)

  it("appends a timeline entry or records an activity", () => {
    expect(writers.length).toBeGreaterThan(40)
    expect(silent.filter((file) => !Object.hasOwn(tellsNobody, file))).toEqual([])
  })

  it("is excused only where it needs to be", () => {
    expect(Object.keys(tellsNobody).filter((file) => !silent.includes(file))).toEqual([])
  })
})

const isTeller = (file: string) => /(?:append-entry|record-activity)\.ts$/.test(file)

/** Routes that answer by themselves. */
const ownAnswers: Record<string, string> = {
  "app/api/auth/[...nextauth]/route.ts": "next-auth answers its own addresses",
  "app/api/health/route.ts": "answers while the database is away",
  "app/api/ready/route.ts": "answers while the database is away",
}

/** What routes run without a permission of the table, each with its reason. */
const asksNobody: Record<string, string> = {
  "lib/auth/handle-auth.ts": "signs in and out",
  "lib/auth/accept-invitation.ts": "the link is the permission",
  "lib/auth/client-address.ts": "reads a header",
  "lib/auth/issue-cookie.ts": "makes a cookie",
  "lib/auth/read-me.ts": "who am I",
  "lib/health/check-ready.ts": "says whether the server works, and nothing else",
  "lib/plans/world.ts": "the platforms' handlers",
}

describe("a route", () => {
  const routes = sources.filter((one) => /^app\/api\/.*\/route\.ts$/.test(one.file))

  it("is made by defineRoute", () => {
    const methods =
      /^export (?:const|async function|function) (GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)\b(.*)$/gm
    const others = routes.flatMap(({ file, text }) =>
      [...text.matchAll(methods)].filter((m) => !m[2]?.startsWith(" = defineRoute(")).map(() => file),
    )
    expect(others.filter((file) => !Object.hasOwn(ownAnswers, file))).toEqual([])
    expect(routes.length).toBeGreaterThan(40)
  })

  it("runs only what asks for a permission", () => {
    const asks = /\brequire(?:Plan)?Permission\(|\brequirePerson\(/
    const run = new Set(
      routes.flatMap((one) => one.imports.flatMap(({ to, ours }) => (ours ? (byName.get(to) ?? []) : []))),
    )
    const free = [...run]
      .filter((one) => one.text.startsWith('import "server-only"') && !one.file.startsWith("lib/http/"))
      .filter(
        (one) =>
          !reach(one).some(({ file, text }) => asks.test(text) && !file.endsWith("require-permission.ts")),
      )
      .map((one) => one.file)
    expect(free.filter((file) => !Object.hasOwn(asksNobody, file))).toEqual([])
    expect(Object.keys(asksNobody).filter((file) => !free.includes(file))).toEqual([])
  })

  it("takes no address that a component builds by hand", () => {
    const byHand = /["'`]\/api\/(?!auth\/)/
    expect(
      filesWith(
        byHand,
        shipped.filter((one) => one.file.startsWith("components/")),
      ),
    ).toEqual([])
  })
})

describe("errors and permissions", () => {
  const text = shipped.map((one) => one.text).join("\n")

  it("every code has a page and every page a code", () => {
    const pages = readdirSync(path.join(root, "docs/errors")).map((name) => name.replace(/\.md$/, ""))
    expect(pages.sort()).toEqual(Object.keys(errorCodes).sort())
  })

  it.each(Object.entries(errorCodes))(
    "the page of %s says title, status and code",
    (code, { status, title }) => {
      const page = readFileSync(path.join(root, "docs/errors", `${code}.md`), "utf8")
      expect(page).toMatch(new RegExp(`^# ${title}\\n\\n\`${code}\`, HTTP ${status}\\n`))
      const example = /```json\n([^`]+)```/.exec(page)?.[1] ?? "{}"
      expect(JSON.parse(example)).toMatchObject({ type: `/docs/errors/${code}`, title, status, code })
    },
  )

  it.each(Object.keys(errorCodes))("the code %s is thrown", (code) => {
    const elsewhere = shipped.filter((one) => one.file !== "lib/errors.ts").map((one) => one.text)
    const short = /=> new FirebreakError\("([a-z-]+)"|\n\s+new FirebreakError\("([a-z-]+)"/g
    const errors = readFileSync(path.join(root, "lib/errors.ts"), "utf8")
    const shorts = [...errors.matchAll(short)].map((m) => m[1] ?? m[2])
    expect(shorts.includes(code) || elsewhere.some((one) => one.includes(`"${code}"`))).toBe(true)
  })

  it.each(Object.keys(permissions))("the permission %s is asked for", (permission) => {
    expect(new RegExp(`ermission\\([^)]*"${permission}"`).test(text)).toBe(true)
  })
})

describe("what is never written", () => {
  it("markup from strings", () => {
    expect(filesWith(/dangerouslySetInnerHTML|\.innerHTML\b|\bdocument\.write\(|\beval\(/, shipped)).toEqual(
      [],
    )
  })

  it("to the console, from lib, app or components", () => {
    const part = shipped.filter((one) => /^(?:lib|app|components)\//.test(one.file))
    expect(filesWith(/\bconsole\.\w+\(/, part)).toEqual([])
  })

  it("work for later", () => {
    const marks = new RegExp(
      `\\b(?:${["TO", "FIX", "XX"].map((a, i) => a + ["DO", "ME", "X"][i]).join("|")})\\b`,
    )
    expect(filesWith(marks, sources)).toEqual([])
  })

  it("a type error, silenced", () => {
    expect(filesWith(/@ts-(?:ignore|nocheck|expect-error)|\bas any\b/, sources)).toEqual([])
  })

  it("a test that never runs", () => {
    const marks = new RegExp(
      `\\b(?:it|test|describe)\\.(?:${["sk", "on", "to"].map((a, i) => a + ["ip", "ly", "do"][i]).join("|")})\\(`,
    )
    expect(filesWith(marks, sources)).toEqual([])
  })

  it("an address of the network's outside into the pages", () => {
    // Fonts, scripts and pictures come with the product: it works while everything else is broken.
    const part = shipped.filter((one) => /^(?:app|components|public)\//.test(one.file))
    const css = ["app/globals.css", "app/tokens.css", "app/cells.css"].filter((file) =>
      /url\(\s*["']?https?:/.test(readFileSync(path.join(root, file), "utf8")),
    )
    expect(filesWith(/(?:src|href)="https?:\/\/|fetch\(\s*["'`]https?:/, part)).toEqual([])
    expect(css).toEqual([])
  })
})

describe("documents", () => {
  it("list every address of the API (npm run api-list)", () => {
    expect(readFileSync(path.join(root, "docs/api.md"), "utf8")).toBe(apiDocument(root))
  })

  it("name files that exist", () => {
    const docs = ["README.md", ...walk("docs")]
    const broken = docs.flatMap((doc) => {
      const text = readFileSync(path.join(root, doc), "utf8")
      return [...text.matchAll(/\]\((?!https?:|#|\/)([^)#\s]+)/g)]
        .map((m) => path.join(path.dirname(doc), m[1] ?? ""))
        .filter((file) => !existsSync(path.join(root, file)))
        .map((file) => `${doc}: ${file}`)
    })
    expect(broken).toEqual([])
  })
})

function walk(folder: string): string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory()
      ? walk(`${folder}/${entry.name}`)
      : entry.name.endsWith(".md")
        ? [`${folder}/${entry.name}`]
        : [],
  )
}
