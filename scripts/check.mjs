import { node24, prepare, run } from "./bootstrap.mjs"

prepare()
run(node24(), ["node_modules/typescript/bin/tsc", "--noEmit", "-p", "."], "Types do not fit.")
run(
  node24(),
  ["node_modules/@biomejs/biome/bin/biome", "check", "--diagnostic-level=error", "."],
  "The linter objects.",
)
console.log("Checked: types, lint")
