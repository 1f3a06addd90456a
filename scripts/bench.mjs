import path from "node:path"
import { node24, prepare, root, run } from "./bootstrap.mjs"
import { bundle, bundleProcesses } from "./build.mjs"

// `npm run bench` measures everything, `npm run bench -- NAME` what begins with NAME. One JSON line per figure.
prepare()
await bundle()
await bundleProcesses(
  { main: "scripts/bench/main.ts", "sequential-script": "scripts/bench/sequential-script.ts" },
  "dist/bench",
)
run(node24(), [path.join(root, "dist/bench/main.mjs"), ...process.argv.slice(2)], "A bench failed.", {
  NODE_ENV: "production",
  LOG_LEVEL: "error",
})
