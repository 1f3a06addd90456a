import { defineConfig } from "@playwright/test"
import { findChromium } from "./e2e/find-chromium"

const { executablePath, args } = await findChromium()

export default defineConfig({
  testDir: "e2e",
  testMatch: "*.e2e.ts",
  workers: 1,
  timeout: 240_000,
  expect: { timeout: 20_000 },
  reporter: "list",
  use: {
    actionTimeout: 20_000,
    navigationTimeout: 30_000,
    launchOptions: { executablePath, args },
    screenshot: "only-on-failure",
    viewport: { width: 1440, height: 900 },
  },
  outputDir: "test-results",
})
