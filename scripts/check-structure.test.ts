import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { afterEach, describe, expect, it } from "vitest"
import { checkStructure, rules } from "./check-structure.ts"

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

/** A small house that holds; `changed` files are added or replace its own. */
function house(changed: Record<string, string>): string {
  const root = mkdtempSync(path.join(os.tmpdir(), "firebreak-structure-"))
  folders.push(root)
  const files = {
    "app/incidents/page.tsx":
      'import { NoteList } from "@/components/notes/note-list"\nexport default function Page() {\n  return NoteList()\n}\n',
    "components/notes/note-list.tsx":
      'import { cn } from "@/components/ui/cn"\nimport { noteSchema } from "@/lib/notes/schema"\nexport function NoteList() {\n  return cn(noteSchema)\n}\n',
    "components/ui/cn.ts": "export const cn = (value: unknown) => value\n",
    "lib/notes/schema.ts": "export const noteSchema = 1\n",
    "lib/notes/add-note.ts":
      'import "server-only"\nimport { randomUUID } from "node:crypto"\nexport function addNote() {\n  return randomUUID()\n}\n',
    "lib/connectors/contract.ts": "export type Connector = { id: string }\n",
    "lib/connectors/aws/client.ts":
      'import "server-only"\nimport { IAMClient } from "@aws-sdk/client-iam"\nexport { GetUserCommand } from "@aws-sdk/client-iam"\nexport const client = new IAMClient()\n',
    "range/main.ts": 'import "./clock.ts"\n',
    "range/clock.ts": "export const clock = Date\n",
    ...changed,
  }
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true })
    writeFileSync(path.join(root, file), text)
  }
  return root
}

const lines = (count: number) => "export const value = 1\n".repeat(count)

type Planted = { rule: string; file: string; text: string; also?: Record<string, string>; at?: string }

const planted: Planted[] = [
  // Whom a file imports.
  ...[
    ["lib/notes/list.ts", "@/components/notes/note-list"],
    ["lib/notes/schema.ts", "@/app/incidents/page"],
    ["components/notes/note-list.tsx", "@/app/incidents/page"],
    ["components/notes/note-list.tsx", "@/components/plants/plant-list"],
    ["components/ui/cn.ts", "@/components/patterns/panel"],
    ["components/patterns/panel.tsx", "@/components/shell/app-bar"],
    ["lib/notes/add-note.ts", "@/range/clock"],
    ["server/web.ts", "@/range/clock"],
    ["server/web.ts", "@/lib/testing/database"],
    ["range/clock.ts", "@/lib/notes/schema"],
    ["lib/connectors/aws/client.ts", "@/lib/notes/schema"],
    ["lib/connectors/aws/client.ts", "@/lib/db/client"],
    ["lib/connectors/aws/client.ts", "@/lib/connectors/handlers"],
    ["lib/connectors/contract.ts", "@/lib/connectors/aws/client"],
    ["lib/notes/add-note.ts", "@/lib/connectors/aws/client"],
    ["lib/notes/add-note.ts", "@/lib/testing/database"],
    ["app/incidents/page.tsx", "@/lib/db/client"],
    ["cli/main.ts", "@/lib/notes/add-note"],
    ["elsewhere/main.ts", "@/lib/notes/schema"],
  ].map(([file = "", name = ""]) => ({
    rule: "imports follow the table",
    file,
    text: `import { value } from "${name}"\nexport const cn = value\n`,
  })),
  // Packages.
  ...[
    ["lib/connectors/aws/deny-user.ts", "@aws-sdk/client-iam"],
    ["lib/notes/add-note.ts", "next-auth"],
    ["lib/notes/add-note.ts", "@prisma/client"],
    ["lib/notes/add-note.ts", "pg"],
    ["lib/notes/add-note.ts", "next/headers"],
    ["lib/notes/schema.ts", "react"],
    ["lib/notes/schema.ts", "@tanstack/react-query"],
    ["components/notes/note-list.tsx", "@base-ui/react/dialog"],
    ["lib/notes/add-note.ts", "vitest"],
    ["server/web.ts", "commander"],
  ].map(([file = "", name = ""]) => ({
    rule: "packages are imported where they belong",
    file,
    text: `import { value } from "${name}"\nexport const cn = value\n`,
  })),
  // What only a server has.
  {
    rule: "server files say so",
    file: "lib/notes/add-note.ts",
    text: 'import { readFile } from "node:fs/promises"\nexport const addNote = readFile\n',
  },
  {
    rule: "server files say so",
    file: "lib/notes/list-notes.ts",
    text: 'import { addNote } from "@/lib/notes/add-note"\nexport const listNotes = addNote\n',
  },
  {
    rule: "server files say so",
    file: "lib/notes/schema.ts",
    text: 'import { addNote } from "@/lib/notes/add-note"\nexport const noteSchema = addNote\n',
  },
  {
    rule: "server files say so",
    file: "lib/notes/policy.ts",
    text: 'import "server-only"\nexport const policy = 1\n',
  },
  {
    rule: "server files say so",
    file: "components/notes/note-list.tsx",
    text: 'import { addNote } from "@/lib/notes/add-note"\nexport const NoteList = addNote\n',
  },
  // Cycles.
  {
    rule: "no import cycles",
    file: "range/clock.ts",
    text: 'import "./main.ts"\nexport const clock = Date\n',
    at: "range/",
  },
  {
    rule: "no import cycles",
    file: "lib/notes/schema.ts",
    text: 'import { later } from "./read-later"\nexport const noteSchema = later\n',
    also: {
      "lib/notes/read-later.ts": 'export const later = async () => import("./schema")\n',
    },
    at: "lib/notes/",
  },
  // Names.
  ...[
    "lib/notes/utils.ts",
    "lib/notes/index.ts",
    "lib/notes/helpers.ts",
    "components/notes/types.ts",
    "lib/notes/addNote.ts",
    "components/notes/NoteRow.tsx",
    "lib/notes/manager.ts",
    "lib/Notes/add-note.ts",
    "lib/common/add-note.ts",
  ].map((file) => ({
    rule: "names say what is inside",
    file,
    text: "export const addNote = 1\n",
  })),
  // Sizes.
  { rule: "files are small", file: "app/api/notes/route.ts", text: lines(31) },
  { rule: "files are small", file: "app/notes/page.tsx", text: lines(151) },
  { rule: "files are small", file: "lib/notes/schema.ts", text: lines(401) },
  { rule: "files are small", file: "lib/notes/schema.test.ts", text: lines(601) },
  {
    rule: "files are small",
    file: "lib/notes/list-notes.ts",
    text: lines(81),
    also: Object.fromEntries(
      Array.from({ length: 12 }, (_, i) => [`lib/notes/read-note-${i}.ts`, lines(81)]),
    ),
    at: ".",
  },
  { rule: "files are small", file: "lib/notes/list-notes.ts", text: lines(301), at: "." },
  // Exports.
  { rule: "exports are named", file: "lib/notes/schema.ts", text: "export default 1\n" },
  {
    rule: "exports are named",
    file: "lib/notes/schema.ts",
    text: 'export { cn } from "@/components/ui/cn"\n',
  },
  { rule: "exports are named", file: "lib/notes/schema.ts", text: 'export * from "./add-note"\n' },
  {
    rule: "exports are named",
    file: "lib/notes/add-note.ts",
    text: 'import "server-only"\nexport async function addNote() {\n  "use server"\n}\n',
  },
  {
    rule: "exports are named",
    file: "lib/notes/add-note.ts",
    text: 'import "server-only"\nexport const appendNote = () => requirePermission()\n',
  },
  {
    rule: "exports are named",
    file: "components/notes/note-list.tsx",
    text: "export const Table = 1\n",
  },
]

describe("check-structure", () => {
  it("finds nothing in a house that holds", () => {
    expect(checkStructure(house({}))).toEqual([])
  })

  it.each(planted)("$rule: $file", ({ rule, file, text, also, at }) => {
    const found = checkStructure(house({ [file]: text, ...also }))
    expect(found.filter((one) => one.rule === rule && one.file.startsWith(at ?? file))).not.toEqual([])
  })

  it("has a planted offence for every rule", () => {
    expect(new Set(planted.map((one) => one.rule))).toEqual(new Set(Object.keys(rules)))
  })

  it("allows what only types need", () => {
    const root = house({
      "lib/notes/schema.ts":
        'import type { addNote } from "@/lib/notes/add-note"\nexport type Note = typeof addNote\n',
    })
    expect(checkStructure(root)).toEqual([])
  })

  it("holds for this repository", () => {
    expect(checkStructure(path.dirname(import.meta.dirname))).toEqual([])
  })
})
