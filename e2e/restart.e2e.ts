import { expect } from "@playwright/test"
import { startDrill, test } from "./fixtures"

test("a containment goes on after server and worker are killed in the middle of it", async ({
  app,
  db,
  signedIn,
}) => {
  const { page } = await signedIn("administrator", "Ines Okafor")
  const reference = await startDrill(page)
  await page.getByRole("button", { name: /Contain 1 credential/ }).click()
  await expect(page.getByRole("row").filter({ hasText: "Deactivate access keys" })).toBeVisible()
  await app.crash()

  await expect(page.getByText("1 of 1 proven").first()).toBeVisible({ timeout: 120_000 })
  const incident = await db.incident.findUniqueOrThrow({ where: { reference } })
  const kinds = (await db.timelineEntry.findMany({ where: { incidentId: incident.id } })).map((e) => e.kind)
  expect(kinds.filter((kind) => kind === "incident.contained")).toHaveLength(1)

  await page.goto(`/incidents/${reference}/timeline`)
  await page.getByRole("button", { name: "Verify the chain" }).click()
  await expect(page.getByText("The chain is whole")).toBeVisible()
})

test("a page whose server has gone silent says so, and follows again without a gap", async ({
  app,
  signedIn,
}) => {
  const { page } = await signedIn("operator", "Ines Okafor")
  const reference = await startDrill(page)
  await expect(page.getByText(/[1-9]\d* succeeded/)).toBeVisible()
  const resume = await app.freeze()
  try {
    await expect(page.getByText("The server or its database does not answer")).toBeVisible({
      timeout: 60_000,
    })
  } finally {
    resume()
  }
  await expect(page.getByText("The server or its database does not answer")).toBeHidden({ timeout: 60_000 })
  const said = await page.request.post(`/api/incidents/${reference}/notes`, {
    data: { text: "after the silence" },
  })
  expect(said.status()).toBe(201)
  await page.getByRole("button", { name: /new$/ }).click()
  await expect(page.getByText("after the silence")).toBeVisible()
})

test("a page whose database hangs says since when it is old, and goes on when it is back", async ({
  app,
  signedIn,
}) => {
  const { page } = await signedIn("operator", "Ines Okafor")
  const reference = await startDrill(page)
  await expect(page.getByText(/[1-9]\d* succeeded/)).toBeVisible()
  const resume = await app.freezeDatabase()
  try {
    await expect(page.getByText("The server or its database does not answer")).toBeVisible({
      timeout: 90_000,
    })
    await expect(page.getByRole("heading", { level: 1 })).toContainText("is deleting S3 objects")
    const refused = await page.request.get("/api/incidents", { timeout: 60_000 })
    expect(refused.status()).toBe(503)
    expect(await refused.json()).toMatchObject({ code: "database-unavailable" })
    expect((await page.request.get("/api/ready", { timeout: 60_000 })).status()).toBe(503)
    expect((await page.request.get("/api/health")).status()).toBe(200)
  } finally {
    resume()
  }
  await expect(page.getByText("The server or its database does not answer")).toBeHidden({ timeout: 90_000 })
  await page.getByRole("button", { name: /Contain 1 credential/ }).click()
  await expect(page.getByText(`1 of 1 proven`).first()).toBeVisible({ timeout: 90_000 })
  expect((await page.request.get(`/api/incidents/${reference}/verify`)).status()).toBe(200)
})
