import { expect, startDrill, test } from "./fixtures"

test("a containment goes on after server and worker are killed in the middle of it", async ({
  app,
  db,
  signedIn,
}) => {
  const { page } = await signedIn("administrator", "Ines Okafor")
  const reference = await startDrill(page)
  await page.getByRole("button", { name: /Contain 1 credential/ }).click()
  await expect(page.getByText(/requested Deactivate access keys/).or(page.getByText("1 new"))).toBeVisible()
  await app.crash()

  // What the page shows stays, and it says that it is no longer live.
  await expect(page.getByText(/not live|connection/i).first()).toBeVisible()
  await expect(page.getByText("1 of 1 proven").first()).toBeVisible({ timeout: 120_000 })
  const incident = await db.incident.findUniqueOrThrow({ where: { reference } })
  const kinds = (await db.timelineEntry.findMany({ where: { incidentId: incident.id } })).map((e) => e.kind)
  expect(kinds.filter((kind) => kind === "incident.contained")).toHaveLength(1)

  await page.goto(`/incidents/${reference}/timeline`)
  await page.getByRole("button", { name: "Verify the chain" }).click()
  await expect(page.getByText("The chain is whole")).toBeVisible()
})
