import { expect } from "@playwright/test"
import { test } from "./fixtures"
import { look } from "./look"

test("from the first account to a contained drill", async ({ app, page, browser }) => {
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
  await expect(page.getByText(/succeeded, [1-9]\d* denied/)).toBeVisible()
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
