import { readFileSync, writeFileSync } from "node:fs"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { readSources } from "./structure/read-sources.ts"

const head = `# The API

Everything the pages do goes through these addresses, and scripts may use them too. Written by \`npm run api-list\` from the routes themselves; a test fails while it is not up to date.

- **Sign in** with a machine token: \`Authorization: Bearer fbt_…\`. Administrators issue them under Settings, Tokens, with scopes and an expiry. The table in \`lib/auth/policy.ts\` says which scope each permission needs. Addresses marked _public_ need none.
- **Bodies** are JSON. Unknown fields are refused. The schema of each body stands in \`lib/<domain>/schema.ts\`, and is the one that the route and the form use.
- **Errors** are \`application/problem+json\` with a \`code\` that has [a page](errors).
- **Declaring** takes an \`Idempotency-Key\` header: the same key opens one incident only.
- **Streams** are server-sent events. \`Last-Event-ID\`, or \`?after=\` with a sequence, goes on from an entry without loss or repeat.

`

type Row = { method: string; address: string; does: string }

/** What does not follow from a route's text. */
const byHand: Row[] = [
  { method: "GET", address: "/api/incidents/[reference]/stream", does: "follow timeline" },
  {
    method: "GET",
    address: "/api/live/[token]/stream",
    does: "follow timeline, without internal notes; _public_",
  },
  { method: "GET, POST", address: "/api/auth/[...nextauth]", does: "sign in, sign out; _public_" },
  { method: "GET", address: "/api/health", does: "the process answers; _public_" },
  {
    method: "GET",
    address: "/api/ready",
    does: "database, migrations, queue and evidence store answer; _public_",
  },
]

/** docs/api.md as it should be. `root` is the project's folder. */
export function apiDocument(root: string): string {
  const rows = readSources(root)
    .filter((one) => /^app\/api\/.*\/route\.ts$/.test(one.file))
    .flatMap(({ file, text }) => rowsOf(file.replace(/^app|\/route\.ts$/g, ""), text))
  const all = [...rows.filter((row) => !byHand.some((one) => one.address === row.address)), ...byHand]
  // Sorted by code point: the same on every machine.
  const key = ({ address, method }: Row) => `${address} ${method}`
  const sorted = all.sort((a, b) => (key(a) < key(b) ? -1 : 1))
  return `${head}${table([
    ["Method", "Address", "Does"],
    ...sorted.map((row) => [row.method, `\`${row.address}\``, row.does]),
  ])}`
}

/** A Markdown table as the formatter writes it. */
function table(cells: readonly string[][]): string {
  const widths = [0, 1, 2].map((i) => Math.max(...cells.map((row) => row[i]?.length ?? 0)))
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(" | ")} |`
  const [first = [], ...rest] = cells
  const dashes = widths.map((width) => "-".repeat(width))
  return `${[first, dashes, ...rest].map(line).join("\n")}\n`
}

function rowsOf(address: string, text: string): Row[] {
  const verbs = [...text.matchAll(/^import \{ ([^}]+) \} from "@\/lib\/([^"]+)"/gm)]
    .filter(([, , from = ""]) => !notVerbs.test(from))
    .flatMap(([, names = ""]) => names.split(",").map((name) => name.trim()))
    .filter((name) => /^[a-z]\w+$/.test(name))
  return text
    .split(/^(?=export )/m)
    .slice(1)
    .map((block) => {
      const run = verbs.filter((name) => new RegExp(`\\b${name}\\(`).test(block))
      const words = run.map((name) => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`))
      const open = block.includes('access: "public"') ? "; _public_" : ""
      return { method: /[A-Z]{3,}/.exec(block)?.[0] ?? "", address, does: `${words.join(", ")}${open}` }
    })
}

const notVerbs =
  /^(?:http\/|paths|errors|env|db\/|plans\/world|auth\/(?:client-address|issue-cookie))|\/(?:schema|policy)$/

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)))
  const file = path.join(root, "docs/api.md")
  const text = apiDocument(root)
  if (readFileSync(file, { encoding: "utf8", flag: "a+" }) !== text) writeFileSync(file, text)
  console.log(`docs/api.md: ${text.split("\n").filter((line) => line.startsWith("| ")).length - 2} addresses`)
}
