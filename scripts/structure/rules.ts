import { importTable, packageTable, serverPackages } from "./import-table.ts"
import type { Source } from "./read-sources.ts"

export type Offence = { file: string; say: string }
export type Rule = (sources: Source[]) => Offence[]

const isTest = (file: string) => /\.test\.tsx?$/.test(file)
const each =
  (check: (source: Source) => string[]): Rule =>
  (sources) =>
    sources.flatMap((source) => check(source).map((say) => ({ file: source.file, say })))

/** Our files import along the table. */
export const importsFollowTable = each(({ file, imports }) => {
  const row = importTable.find((one) => one.files.test(file))
  if (!row) return imports.length > 0 ? ["stands in a folder that the import table does not know"] : []
  const captured = row.files.exec(file)?.[1] ?? ""
  const fits = (to: string, places: string[] = []) =>
    places.some((place) => {
      const here = place.replace("$1", captured)
      if (!here.endsWith("*")) return to.startsWith(here)
      return to.startsWith(here.slice(0, -1)) && !to.slice(here.length - 1).includes("/")
    })
  return imports
    .filter(({ ours, to, typeOnly }) => {
      if (!ours) return false
      // The row types of the database are values to nobody: types may be seen by domain server files.
      if (typeOnly && to.startsWith("lib/db/generated/") && file.startsWith("lib/")) return false
      return !fits(to, row.may) || fits(to, row.never)
    })
    .map(({ to }) => `may not import ${to}`)
})

/** Packages are imported where the table says. */
export const packagesStayHome = each(({ file, imports }) =>
  isTest(file)
    ? []
    : imports.flatMap(({ ours, to }) =>
        packageTable
          .filter((row) => !ours && row.packages.test(to) && !row.only.test(file))
          .map((row) => `imports ${to}: ${row.say}`),
      ),
)

/** These run in plain Node too, where the package `server-only` throws. */
const plainNode = /^lib\/(?:testing\/|db\/(?:embedded|migrate|pending-migrations)\.ts$)/
/** These must be readable by a browser. */
const forBrowsers =
  /^lib\/(?:errors|actor|paths|format|text)\.ts$|^lib\/.*\/(?:schema|policy|queries|definition|definitions|[a-z-]+-definition|contract)\.ts$/

/** What needs a server says so on its first line, what a browser reads does not, and components import only that. */
export const serverFilesSaySo: Rule = (sources) => {
  const marked = new Set(
    sources
      .filter((one) => one.file.startsWith("lib/") && one.text.startsWith('import "server-only"'))
      .map((one) => one.file.replace(/\.tsx?$/, "")),
  )
  return sources.flatMap(({ file, imports }) => {
    if (isTest(file) || plainNode.test(file)) return []
    const server = imports.find(
      ({ ours, to, typeOnly }) => !typeOnly && (ours ? marked.has(to) : serverPackages.test(to)),
    )
    const isMarked = marked.has(file.replace(/\.tsx?$/, ""))
    if (forBrowsers.test(file) && (server || isMarked))
      return [{ file, say: `must stay readable by a browser${server ? `: imports ${server.to}` : ""}` }]
    if (file.startsWith("components/") && server)
      return [{ file, say: `imports ${server.to}, which only a server has` }]
    if (file.startsWith("lib/") && server && !isMarked)
      return [{ file, say: `imports ${server.to}: its first line must be import "server-only"` }]
    return []
  })
}

/** No import cycles at run time. */
export const noCycles: Rule = (sources) => {
  const graph = new Map(
    sources.map(({ file, imports }) => [
      file.replace(/\.[a-z]+$/, ""),
      imports.filter((one) => one.ours && !one.typeOnly).map((one) => one.to),
    ]),
  )
  const done = new Set<string>()
  const offences: Offence[] = []
  const visit = (node: string, trail: string[]) => {
    const at = trail.indexOf(node)
    if (at >= 0) {
      offences.push({ file: node, say: `is in a cycle: ${[...trail.slice(at), node].join(" -> ")}` })
      return
    }
    if (done.has(node)) return
    for (const next of graph.get(node) ?? []) visit(next, [...trail, node])
    done.add(node)
  }
  for (const node of graph.keys()) visit(node, [])
  return offences
}

const forbidden = /^(?:index|utils?|helpers?|types?|hooks?|services?|constants?|common|misc|shared|lib)$/
/** One-word names of files in a domain folder of lib; everything else says verb-noun or what it computes. */
const oneWord = new Set(
  [
    "schema policy queries data",
    // lib/connectors
    "contract definition definitions handlers client errors config remember",
    // the plumbing
    "transaction migrate embedded problem seal passwords empty database",
    // named pure functions and the parts a domain is known by
    "engine kinds figures world containment coverage templates summarise deliver chain",
  ]
    .join(" ")
    .split(" "),
)
const kebab = /^[a-z0-9]+(?:-[a-z0-9]+)*$/
/** Folders of routes have Next's brackets. */
const routeFolder = /^(?:\([a-z-]+\)|\[(?:\.\.\.)?[a-zA-Z0-9]+\]|[a-z0-9]+(?:-[a-z0-9]+)*)$/

/** File names say what is inside: kebab-case, no catch-alls, a closed vocabulary in lib's domains. */
export const namesSayWhat = each(({ file }) => {
  const parts = file.split("/")
  const name = (parts.pop() ?? "").replace(/\.(?:test|e2e|config|spec)?\.?(?:tsx?|mjs|js)$/, "")
  const says: string[] = []
  if (!kebab.test(name)) says.push("is not kebab-case")
  if (!parts.every((part) => (parts[0] === "app" ? routeFolder : kebab).test(part)))
    says.push("stands in a folder that is not kebab-case")
  if (parts[0] !== "e2e" && [name, ...parts.slice(1)].some((part) => forbidden.test(part)))
    says.push("has a name that could hold anything")
  if (parts[0] === "lib" && parts.length > 1 && !isTest(file) && !name.includes("-") && !oneWord.has(name))
    says.push("is one word that the vocabulary of lib does not know: say verb-noun, or what it computes")
  return says
})

/** Sizes in lines. */
const limits = [
  { files: /^app\/.*\/route\.ts$/, most: 30 },
  { files: /^app\/.*page\.tsx$/, most: 150 },
  { files: /\.(?:test|e2e)\.tsx?$/, most: 600 },
  { files: /./, most: 400 },
]
/** Of all files that are not tests. */
const shape = { median: 80, percentile95: 300 }

/** Small files: hard limits, and the shape of the whole. */
export const filesAreSmall: Rule = (sources) => {
  const offences = sources.flatMap(({ file, lines }) => {
    const limit = limits.find((one) => one.files.test(file))
    return limit && lines > limit.most ? [{ file, say: `has ${lines} lines; the most is ${limit.most}` }] : []
  })
  const sizes = sources
    .filter((one) => !isTest(one.file))
    .map((one) => one.lines)
    .sort((a, b) => a - b)
  const at = (part: number) => sizes[Math.min(sizes.length - 1, Math.floor(sizes.length * part))] ?? 0
  if (at(0.5) > shape.median) offences.push({ file: ".", say: `the median file has ${at(0.5)} lines` })
  if (at(0.95) > shape.percentile95)
    offences.push({ file: ".", say: `the 95th percentile of files has ${at(0.95)} lines` })
  return offences
}

const nextsOwn =
  /^app\/(?:.*\/)?(?:page|layout|loading|error|not-found|global-error|template|default|manifest|robots)\.tsx?$|\.config\.(?:ts|mjs)$/

/** Named exports only, no barrels, no server actions; the file's name is its main export. */
export const exportsAreNamed = each(({ file, text }) => {
  const says: string[] = []
  if (/^export default\b/m.test(text) && !nextsOwn.test(file)) says.push("has a default export")
  // The one door to an SDK hands on what it lets through.
  if (/^export (?:type )?(?:\*|\{[^}]*\}) from "(?:@\/|\.)/m.test(text) && !isSdkDoor(file))
    says.push("re-exports: no barrels")
  if (/^\s*"use server"/m.test(text)) says.push("has a server action; writes go through routes")
  if (/^\s*"use cache"/m.test(text)) says.push("uses Next's cache")
  if (!nameIsKept(file, text)) says.push("does not export what its name promises")
  return says
})

const isSdkDoor = (file: string) => /^lib\/connectors\/[^/]+\/client\.ts$/.test(file)

/**
 * A verb's file exports the verb (`add-note.ts`: addNote). Every other file of several words in lib and components
 * exports something that has a word of its name.
 */
function nameIsKept(file: string, text: string): boolean {
  if (isTest(file) || !/^(?:lib\/(?!testing\/)[^/]+|components)\//.test(file)) return true
  const words = file
    .replace(/^.*\//, "")
    .replace(/\.tsx?$/, "")
    .split("-")
  if (words.length === 1) return true
  const names = [...text.matchAll(/^export (?:async )?(?:function|const|type|class)\*? (\w+)/gm)].map((m) =>
    (m[1] ?? "").toLowerCase(),
  )
  const isVerb = !/^lib\/(?:http|auth)\//.test(file) && /\brequire(?:Plan)?Permission\(/.test(text)
  if (isVerb) return names.includes(words.join(""))
  return names.some((name) => words.some((word) => name.includes(word.replace(/s$/, ""))))
}
