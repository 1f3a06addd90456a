import { type BrowserContext, test as base, type Page } from "@playwright/test"
import type { AccountRole } from "@/lib/auth/policy"
import { createClient } from "@/lib/db/client"
import type { PrismaClient } from "@/lib/db/generated/client"
import { setEnv } from "@/lib/env"
import { signInAs } from "@/lib/testing/sign-in"
import { type App, startApp } from "./start-app"

type PerRun = { app: App; db: PrismaClient }
type PerTest = {
  /** A browser of its own, signed in by a session row as a person of this role. */
  signedIn: (role: AccountRole, name?: string) => Promise<{ page: Page; context: BrowserContext }>
}

/** Stories share one running product; each makes its own people and incidents. */
export const test = base.extend<PerTest, PerRun>({
  app: [
    // biome-ignore lint/correctness/noEmptyPattern: the shape by which fixtures say what they need
    async ({}, use) => {
      const app = await startApp()
      await use(app)
      await app.stop()
    },
    { scope: "worker", timeout: 360_000 },
  ],
  db: [
    async ({ app }, use) => {
      setEnv({ FIREBREAK_DATA: app.data })
      const db = createClient(await app.databaseUrl(), 4)
      await use(db)
      await db.$disconnect()
    },
    { scope: "worker" },
  ],
  signedIn: async ({ app, db, browser }, use) => {
    const opened: BrowserContext[] = []
    await use(async (role, name) => {
      const { cookie } = await signInAs(db, role, name)
      const [cookieName = "", value = ""] = cookie.split("=")
      const context = await browser.newContext({ baseURL: app.url, viewport: { width: 1440, height: 900 } })
      opened.push(context)
      await context.addCookies([{ name: cookieName, value, url: app.url, httpOnly: true, sameSite: "Lax" }])
      return { context, page: await context.newPage() }
    })
    for (const context of opened) await context.close()
  },
})

/** Starts a drill from the board and waits until its agent has done harm. Returns its number. */
export async function startDrill(page: Page): Promise<string> {
  await page.goto("/drills")
  await page.getByRole("button", { name: "Start a drill" }).first().click()
  await page.waitForURL(/\/incidents\/DRILL-\d+$/)
  return page.url().split("/").at(-1) ?? ""
}
