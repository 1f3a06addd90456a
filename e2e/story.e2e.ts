import { AxeBuilder } from "@axe-core/playwright"
import { expect, type Page, test } from "@playwright/test"
import { type App, startApp } from "./start-app"

let app: App
test.beforeAll(async () => {
  test.setTimeout(360_000)
  app = await startApp()
})
test.afterAll(() => app?.stop())

test("from the first account to a contained drill", async ({ page, browser }) => {
  await page.goto(app.setupLink)
  await page.getByLabel("Name").fill("Ines Okafor")
  await page.getByLabel("E-mail").fill("ines@example.com")
  await page.getByLabel("Password").fill("a long sentence of mine")
  await page.getByRole("button", { name: "Create the account" }).click()
  await expect(page.getByRole("heading", { name: "Incidents" })).toBeVisible()
  await look(page, "board-empty")

  await page.getByRole("button", { name: "Start a drill" }).click()
  await page.waitForURL(/\/incidents\/DRILL-1$/)
  await expect(page.getByRole("heading", { level: 1 })).toContainText("is deleting S3 objects")
  await expect(page.getByText(/[1-9]\d* succeeded/)).toBeVisible()
  await look(page, "command-before")

  await page.getByRole("button", { name: /Contain 1 credential/ }).click()
  await expect(page.getByRole("row").filter({ hasText: "Proven" }).nth(1)).toBeVisible({ timeout: 90_000 })
  await expect(page.getByText("1 of 1 proven dead")).toBeVisible({ timeout: 90_000 })
  await expect(page.getByText(/[1-9]\d* denied/)).toBeVisible()
  await look(page, "command-contained")

  await page.goto(`${app.url}/incidents/DRILL-1/timeline`)
  await page.getByRole("button", { name: "Verify the chain" }).click()
  await expect(page.getByText("The chain is whole")).toBeVisible()
  await look(page, "timeline")
  await page.goto(`${app.url}/incidents/DRILL-1/containment`)
  await expect(page.getByRole("heading", { name: "Credentials" })).toBeVisible()
  await look(page, "containment")

  const stranger = await (await browser.newContext()).newPage()
  await stranger.goto(`${app.url}/incidents/DRILL-1`)
  await expect(stranger.getByRole("heading", { name: "Sign in" })).toBeVisible()
  await look(stranger, "sign-in")
})

/** axe in three themes, and pictures for people, also at phone width. */
async function look(page: Page, name: string) {
  for (const theme of ["light", "dark", "contrast"] as const) {
    await page.evaluate((value) => {
      document.documentElement.dataset.theme = value
    }, theme)
    await page.waitForTimeout(150)
    const { violations } = await new AxeBuilder({ page }).analyze()
    const said = violations.map(
      (v) =>
        `${v.id}: ${v.nodes
          .map((n) => n.target.join(" "))
          .slice(0, 3)
          .join(" | ")}`,
    )
    expect.soft(said, `${name} in ${theme}`).toEqual([])
    await page.screenshot({ path: test.info().outputPath(`${name}-${theme}.png`), fullPage: true })
  }
  await page.setViewportSize({ width: 360, height: 740 })
  await page.screenshot({ path: test.info().outputPath(`${name}-phone.png`), fullPage: true })
  expect
    .soft(await page.evaluate(() => document.documentElement.scrollWidth), `${name} at 360 px`)
    .toBeLessThanOrEqual(360)
  await page.setViewportSize({ width: 1440, height: 900 })
}
