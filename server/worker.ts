import path from "node:path"
import { database, databaseUrl } from "@/lib/db/client"
import { logger } from "@/lib/logger"
import { realWorld } from "@/lib/plans/world"
import { startWorker } from "@/lib/worker/start-worker"
import { readSettings } from "@/server/read-settings"

readSettings()
const worker = await startWorker({
  db: database(),
  databaseUrl: databaseUrl(),
  world: realWorld,
  assessScript: path.join(import.meta.dirname, "assess.mjs"),
  log: (message, detail = {}) => logger().info(detail, message),
})

// "disconnect": whoever started us is gone.
for (const end of ["SIGTERM", "SIGINT", "disconnect"] as const) {
  process.once(end, () => void worker.stop().finally(() => process.exit(0)))
}
