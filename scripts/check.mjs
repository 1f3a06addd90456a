import { node24, prepare, run } from "./bootstrap.mjs"

// What should hold before every push, quickest first.
prepare()
run(node24(), ["node_modules/typescript/bin/tsc", "--noEmit", "-p", "."], "Types do not fit.")
run(
  node24(),
  ["node_modules/@biomejs/biome/bin/biome", "check", "--diagnostic-level=error", "."],
  "The linter objects.",
)
run(node24(), ["scripts/check-structure.ts"], "The structure is broken.")
run(node24(), ["node_modules/knip/bin/knip.js"], "Something is dead.")
run(node24(), ["node_modules/vitest/vitest.mjs", "run"], "A test fails.")
console.log("Checked: types, lint, structure, dead code, unit and integration tests")
