import { mkdtempSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { setEnv } from "@/lib/env"

// Each test file gets a data folder of its own: master key, evidence.
setEnv({
  NODE_ENV: "test",
  LOG_LEVEL: "silent",
  FIREBREAK_URL: "http://127.0.0.1:3000",
  FIREBREAK_DATA: mkdtempSync(path.join(os.tmpdir(), "firebreak-test-")),
})
