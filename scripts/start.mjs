import { spawn } from "node:child_process"
import path from "node:path"
import { node24, prepare, root } from "./bootstrap.mjs"

// Any Node 20 gets here; everything after runs on Node 24.
prepare()
const child = spawn(node24(), [path.join(root, "scripts/supervise.mjs"), ...process.argv.slice(2)], {
  cwd: root,
  stdio: "inherit",
})
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal))
child.on("exit", (code) => process.exit(code ?? 1))
