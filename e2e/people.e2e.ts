import { expect } from "@playwright/test"
import { startDrill, test } from "./fixtures"
import { look } from "./look"

const password = "a long sentence of mine"

test("an invited person makes an account, signs out and in again, and loses access when disabled", async ({
  app,
  browser,
  signedIn,
}) => {
  const admin = await signedIn("administrator", "Ada Admin")
  // Two administrators, so that neither is the last.
  await signedIn("administrator", "Second Admin")
  await admin.page.goto("/settings/accounts")
  await admin.page.getByRole("button", { name: "Invite somebody" }).click()
  await admin.page.getByLabel("Role").selectOption("viewer")
  await admin.page.getByLabel("E-mail").fill("vera@example.com")
  await admin.page.getByRole("button", { name: "Make the link" }).click()
  const link =
    (await admin.page.getByRole("dialog").locator("p", { hasText: "/invitation/" }).textContent()) ?? ""
  await admin.page.getByRole("button", { name: "I have it" }).click()
  await look(admin.page, "accounts")

  const page = await (await browser.newContext({ baseURL: app.url })).newPage()
  await page.goto(new URL(link).pathname)
  await page.getByLabel("Name").fill("Vera Lind")
  await page.getByLabel("Password").fill(password)
  await page.getByRole("button", { name: "Create the account" }).click()
  await expect(page.getByRole("heading", { name: "Incidents" })).toBeVisible()
  await page.goto("/settings/accounts")
  await expect(page.getByText("needs administrator; you are viewer")).toBeVisible()

  await page.getByRole("button", { name: /account of Vera Lind/ }).click()
  await page.getByRole("menuitem", { name: "Sign out" }).click()
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible()
  await page.getByLabel("E-mail").fill("vera@example.com")
  await page.getByLabel("Password").fill("not the sentence")
  await page.getByRole("button", { name: "Sign in" }).click()
  await expect(page.getByText("E-mail or password is wrong")).toBeVisible()
  await page.getByLabel("Password").fill(password)
  await page.getByRole("button", { name: "Sign in" }).click()
  await expect(page.getByRole("heading", { name: "Incidents" })).toBeVisible()
  expect((await page.goto(new URL(link).pathname))?.status()).toBe(404)

  await admin.page.reload()
  await admin.page.getByRole("button", { name: "Change the account of Vera Lind" }).click()
  await admin.page.getByRole("menuitem", { name: "Disable" }).click()
  await admin.page.getByRole("button", { name: "Disable it" }).click()
  await expect(admin.page.getByRole("row", { name: /Vera Lind disabled/ })).toBeVisible()
  await page.goto("/incidents")
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible()
})

test("command is handed over from one screen to the other", async ({ signedIn }) => {
  const ines = await signedIn("operator", "Ines Hand")
  const jonas = await signedIn("operator", "Jonas Hand")
  const reference = await startDrill(ines.page)
  await jonas.page.goto(`/incidents/${reference}`)
  await ines.page.getByRole("button", { name: "Responders" }).click()
  await ines.page.getByRole("button", { name: "Offer…" }).first().click()
  await ines.page.getByLabel("To", { exact: true }).selectOption({ label: "Jonas Hand (operator)" })
  await ines.page.getByLabel("Note").fill("I need an hour of sleep.")
  await ines.page.getByRole("button", { name: "Offer command" }).click()
  await expect(ines.page.getByText("not answered yet")).toBeVisible()
  await look(ines.page, "responders")
  await expect(jonas.page.getByText("Ines Hand offers you command.")).toBeVisible()
  await jonas.page.getByRole("button", { name: "Accept command" }).click()
  await expect(jonas.page.getByText("offers you command")).toBeHidden()
  await expect(ines.page.getByRole("dialog").getByText(/^Jonas Hand since/)).toBeVisible()
})

test("a live link is followed in a second browser, without internal notes, until it is revoked", async ({
  app,
  browser,
  signedIn,
}) => {
  const { page } = await signedIn("operator", "Ines Live")
  const reference = await startDrill(page)
  await page.getByRole("button", { name: "More: command and live link" }).click()
  await page.getByRole("menuitem", { name: "Make a live link" }).click()
  const link = (await page.getByRole("dialog").locator("p", { hasText: "/live/" }).textContent()) ?? ""
  await page.keyboard.press("Escape")

  const reader = await (await browser.newContext({ baseURL: app.url })).newPage()
  const answer = await reader.goto(new URL(link).pathname)
  expect(answer?.headers()["referrer-policy"]).toBe("no-referrer")
  expect(answer?.headers()["x-robots-tag"]).toContain("noindex")
  await expect(reader.getByText("Its one known credential is not proven dead.")).toBeVisible()
  await expect(reader.getByText("This is a drill on a practice account.")).toBeVisible()

  const note = (text: string, internal: boolean) =>
    page.request.post(`/api/incidents/${reference}/notes`, { data: { text, internal } })
  await note("Only for us.", true)
  await note("Deploys are stopped.", false)
  await reader.getByRole("button", { name: /\d+ new/ }).click()
  await expect(reader.getByText("Deploys are stopped.")).toBeVisible()
  await expect(reader.getByText("Only for us.")).toHaveCount(0)
  await look(reader, "live")

  await page.getByRole("button", { name: "More: command and live link" }).click()
  await page.getByRole("menuitem", { name: "Revoke the live link" }).click()
  await expect(reader.getByText("This live link does not exist or was revoked")).toBeVisible()
  await expect(reader.getByText("Just joined?")).toHaveCount(0)
  expect((await reader.goto(new URL(link).pathname))?.status()).toBe(404)
})
