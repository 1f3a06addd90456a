import path from "node:path"
import { fileURLToPath } from "node:url"
import { readSources } from "./structure/read-sources.ts"
import {
  exportsAreNamed,
  filesAreSmall,
  importsFollowTable,
  namesSayWhat,
  noCycles,
  type Offence,
  packagesStayHome,
  type Rule,
  serverFilesSaySo,
} from "./structure/rules.ts"

/** The rules of the house. Whom a file may import stands in structure/import-table.ts. */
export const rules: Record<string, Rule> = {
  "imports follow the table": importsFollowTable,
  "packages are imported where they belong": packagesStayHome,
  "server files say so": serverFilesSaySo,
  "no import cycles": noCycles,
  "names say what is inside": namesSayWhat,
  "files are small": filesAreSmall,
  "exports are named": exportsAreNamed,
}

/** Every offence under `root`, with the rule it breaks. */
export function checkStructure(root: string): (Offence & { rule: string })[] {
  const sources = readSources(root)
  return Object.entries(rules).flatMap(([rule, check]) => check(sources).map((one) => ({ rule, ...one })))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const offences = checkStructure(path.dirname(path.dirname(fileURLToPath(import.meta.url))))
  for (const { rule, file, say } of offences) console.error(`${file} ${say}  [${rule}]`)
  console.log(offences.length === 0 ? "The structure holds." : `${offences.length} offences.`)
  process.exitCode = offences.length === 0 ? 0 : 1
}
