import { readdirSync, readFileSync } from "node:fs"
import path from "node:path"

export type Import = {
  /** Path from the root without extension for our own files; the package's name as written else. */
  to: string
  ours: boolean
  /** `import type` is erased: it cannot make a cycle or carry server code. */
  typeOnly: boolean
}

export type Source = {
  /** Path from the root, with forward slashes. */
  file: string
  text: string
  lines: number
  imports: Import[]
}

/** Folders and files that are not ours to check. */
const skipped = new Set(["node_modules", ".next", "dist", ".git", ".firebreak", "generated", "test-results"])
const code = /\.(?:ts|tsx|mjs|js)$/

/** Every source file under `root`, read once, with what it imports. */
export function readSources(root: string): Source[] {
  const files: string[] = []
  const walk = (folder: string) => {
    for (const entry of readdirSync(path.join(root, folder), { withFileTypes: true })) {
      const name = folder === "" ? entry.name : `${folder}/${entry.name}`
      if (entry.isDirectory()) {
        if (!skipped.has(entry.name) && !(entry.name.startsWith(".") && folder === "")) walk(name)
      } else if (code.test(entry.name) && !entry.name.endsWith(".d.ts")) files.push(name)
    }
  }
  walk("")
  return files.sort().map((file) => {
    const text = readFileSync(path.join(root, file), "utf8")
    return { file, text, lines: text.split("\n").length - 1, imports: readImports(file, text) }
  })
}

const statement = /^(?:import|export)\s+(type\s+)?(?:[^"'`;]*?\bfrom\s+)?"([^"]+)"/gm
const dynamic = /\bimport\(\s*"([^"]+)"/g

/** Import and export-from statements as the formatter writes them: at the start of a line, in double quotes. */
function readImports(file: string, text: string): Import[] {
  return [
    ...[...text.matchAll(statement)].map((m) => resolve(file, m[2] ?? "", m[1] !== undefined)),
    ...[...text.matchAll(dynamic)].map((m) => resolve(file, m[1] ?? "", false)),
  ]
}

function resolve(file: string, name: string, typeOnly: boolean): Import {
  const bare = (text: string) => text.replace(code, "")
  if (name.startsWith("@/")) return { to: bare(name.slice(2)), ours: true, typeOnly }
  if (name.startsWith("."))
    return { to: bare(path.posix.join(path.posix.dirname(file), name)), ours: true, typeOnly }
  return { to: name, ours: false, typeOnly }
}
