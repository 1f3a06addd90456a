import { expect, type Page } from "@playwright/test"
import { test } from "./fixtures"
import { look } from "./look"

/** Address of the drill; other stories of the same run have theirs. */
let at = ""

test("from the first account to the review, in a drill", async ({ app, page, browser }) => {
  test.setTimeout(600_000)
  await test.step("the set-up link makes the first account", async () => {
    await page.goto(app.setupLink)
    await look(page, "set-up")
    await page.getByLabel("Name").fill("Ines Okafor")
    await page.getByLabel("E-mail").fill("ines@example.com")
    await page.getByLabel("Password").fill("a long sentence of mine")
    await page.getByRole("button", { name: "Create the account" }).click()
    await expect(page.getByRole("heading", { name: "Incidents" })).toBeVisible()
    await look(page, "board-empty")
  })

  await test.step("a drill starts, and its agent destroys", async () => {
    await page.getByRole("button", { name: "Start a drill" }).click()
    await page.waitForURL(/\/incidents\/DRILL-\d+$/)
    at = new URL(page.url()).pathname
    await expect(page.getByRole("heading", { level: 1 })).toContainText("is deleting S3 objects")
    await expect(page.getByText(/[1-9]\d* succeeded/)).toBeVisible()
    await look(page, "command-before")
  })

  await test.step("one press contains what is known, and the agent's calls begin to fail", async () => {
    await page.getByRole("button", { name: /Contain 1 credential/ }).click()
    await expect(page.getByRole("row").filter({ hasText: "Proven" }).nth(1)).toBeVisible({ timeout: 90_000 })
    await expect(page.getByText(/succeeded, [1-9]\d* denied/)).toBeVisible()
  })

  await test.step("the audit logs tell what it became; that is contained too", async () => {
    await page.getByRole("button", { name: "Read the audit logs" }).click()
    // The logs tell late: the user, the key it made and the role it took come to light one by one.
    await expect(async () => {
      const contain = page.getByRole("button", { name: /^Contain \d+ credential/ })
      if (await contain.isVisible()) await contain.click()
      await expect(page.getByText("contained: 3 of 3 proven")).toBeVisible({ timeout: 5_000 })
    }).toPass({ timeout: 240_000 })
    await look(page, "command-contained")
    await page.goto(`${app.url}${at}/containment`)
    await expect(page.getByRole("heading", { name: "Credentials" })).toBeVisible()
    await look(page, "containment")
  })

  await test.step("its damage stands per resource, with what every source can tell", async () => {
    await page.goto(`${app.url}${at}/damage`)
    await expect(page.getByText(/harborline-reports-\d+/).first()).toBeVisible({ timeout: 120_000 })
    await expect(page.getByText(/Event history \(LookupEvents\) never returns data events/)).toBeVisible()
    await look(page, "damage")
  })

  await test.step("a restore is planned, approved and verified by counts and checksums", () =>
    restore(app.url, page))
  await test.step("the stakeholders are told", () => tell(app.url, page))
  await test.step("the review is written from what was recorded", () => review(app.url, page))

  await test.step("the record is whole, and no stranger reads it", async () => {
    await page.goto(`${app.url}${at}/timeline`)
    await page.getByRole("button", { name: "Verify the chain" }).click()
    await expect(page.getByText("The chain is whole")).toBeVisible()
    await look(page, "timeline")
    const stranger = await (await browser.newContext()).newPage()
    await stranger.goto(`${app.url}${at}`)
    await expect(stranger.getByRole("heading", { name: "Sign in" })).toBeVisible()
    await look(stranger, "sign-in")
  })
})

async function restore(url: string, page: Page): Promise<void> {
  await page.goto(`${url}${at}/recovery`)
  const plan = page.getByRole("button", { name: /^Plan the restore of [1-9]/ })
  await expect(plan).toBeEnabled({ timeout: 60_000 })
  await look(page, "recovery")
  await plan.click()
  await expect(page.getByText("nothing has been written")).toBeVisible()
  await page.getByRole("button", { name: /^Approve \d/ }).click()
  await expect(
    page.getByText(/keys have the content of their good version, by checksum/).first(),
  ).toBeVisible({
    timeout: 90_000,
  })
  await expect(page.getByText("Restored, verified", { exact: true }).first()).toBeVisible()
  await look(page, "recovery-done")
}

async function tell(url: string, page: Page): Promise<void> {
  await page.goto(`${url}${at}/messages`)
  await expect(page.getByLabel("Subject")).toHaveValue(
    "[DRILL] [INCIDENT] Production impact from AI agent action",
  )
  await look(page, "messages")
  await send(page)
  await page.getByText("Update", { exact: true }).click()
  await expect(page.getByLabel("Subject")).toHaveValue(/^\[DRILL\] \[INCIDENT UPDATE\] .+ - .+/)
  await send(page)

  await page.getByRole("button", { name: "Status : Change the status" }).click()
  await page.getByRole("menuitem", { name: /^Resolved/ }).click()
  await page.getByLabel("Why").fill("What can be restored is restored and verified.")
  await page.getByRole("button", { name: "Change it" }).click()
  await expect(page.getByRole("dialog")).toBeHidden()
  await page.getByText("Resolution", { exact: true }).click()
  await expect(page.getByLabel("Subject")).toHaveValue(/^\[DRILL\] \[RESOLVED\] /)
  await send(page)
  await look(page, "messages-sent")
}

async function send(page: Page): Promise<void> {
  const sent = page.waitForResponse(
    (answer) => answer.request().method() === "POST" && /\/messages$/.test(answer.url()),
  )
  await page.getByRole("button", { name: /^Send to \d/ }).click()
  expect((await sent).status()).toBe(201)
}

async function review(url: string, page: Page): Promise<void> {
  await page.goto(`${url}${at}/review`)
  await expect(page.getByRole("heading", { name: "Root cause" })).toBeVisible()
  await look(page, "review-draft")
  await page.getByRole("button", { name: "Edit the draft" }).click()
  await page.getByLabel("Root cause").fill("The agent held a key that could delete every bucket.")
  await page.getByRole("button", { name: "Save the review" }).click()
  await page.getByRole("button", { name: "Add an action item" }).click()
  const dialog = page.getByRole("dialog", { name: "Add an action item" })
  await dialog.getByLabel("What").fill("Switch versioning on everywhere")
  await dialog.getByLabel("Owner").fill("Hana")
  await dialog.getByLabel("Due").fill("2027-01-15")
  await dialog.getByRole("button", { name: "Add it" }).click()
  await expect(page.getByText("Switch versioning on everywhere").first()).toBeVisible()
  await page.getByRole("button", { name: "Complete the review" }).click()
  await expect(page.getByText(/^Reviewed 2/)).toBeVisible()
  const markdown = await page.request.get(`${url}/api${at}/review/markdown`)
  expect(await markdown.text()).toContain("The agent held a key that could delete every bucket.")
  await page.goto(`${url}/reports`)
  await page.getByLabel("Show drills").check()
  await expect(page.getByText(at.split("/").at(-1) ?? "").first()).toBeVisible()
  await look(page, "reports")
}
