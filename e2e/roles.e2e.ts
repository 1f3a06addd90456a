import { expect } from "@playwright/test"
import { startDrill, test } from "./fixtures"

test("a viewer sees everything, may press nothing, and is told why", async ({ signedIn }) => {
  const commander = await signedIn("operator", "Ines Okafor")
  const reference = await startDrill(commander.page)
  const { page } = await signedIn("viewer", "Vito Marsh")
  await page.goto(`/incidents/${reference}`)
  const contain = page.getByRole("button", { name: /Contain 1 credential/ })
  await expect(contain).toContainText("needs operator; you are viewer")
  await contain.click({ force: true })
  await page.keyboard.press("x")
  await page.waitForTimeout(1_000)
  await expect(page.getByText("Nothing has been asked of a platform yet")).toBeVisible()

  const refused = await page.request.post(`/api/incidents/${reference}/plans/contain`, { data: {} })
  expect(refused.status()).toBe(403)
  expect(refused.headers()["content-type"]).toContain("application/problem+json")
  expect(await refused.json()).toMatchObject({
    code: "not-permitted",
    detail: expect.stringContaining("operator"),
  })
})

test("nobody gets in without an account", async ({ app, browser }) => {
  const page = await (await browser.newContext({ baseURL: app.url })).newPage()
  for (const place of ["/incidents", "/agents", "/connections", "/settings", "/reports"]) {
    await page.goto(place)
    await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible()
  }
  expect((await page.request.get("/api/incidents")).status()).toBe(401)
})
