import { expect } from "@playwright/test"
import { test } from "./fixtures"
import { look } from "./look"

const hostile = `<img src=x onerror="document.title='owned'"> \u202egnp.exe {{7*7}} =cmd()`

test("an incident with hostile words is declared from an address, and shows them as text", async ({
  signedIn,
}) => {
  const { page } = await signedIn("operator", "Ines Okafor")
  const prefilled = new URLSearchParams({
    title: hostile,
    severity: "2",
    agent: "Codex",
    instruction: hostile,
  })
  await page.goto(`/declare?${prefilled}`)
  await expect(page.getByLabel("What is happening")).toHaveValue(/onerror/)
  await look(page, "declare")
  await page.getByLabel("What is happening").fill(hostile.replace("\u202e", ""))
  await page.getByRole("button", { name: /^Declare/ }).click()
  await page.waitForURL(/\/incidents\/INC-\d+$/)
  await expect(page.getByRole("heading", { level: 1 })).toContainText(
    `<img src=x onerror="document.title='owned'">`,
  )
  // The turning character of the instruction is shown as what it is.
  await expect(page.getByText("⟨U+202E⟩").first()).toBeVisible()
  expect(await page.locator("img").count()).toBe(0)
  expect(await page.title()).not.toBe("owned")
  await look(page, "incident")

  await page.keyboard.press("n")
  const dialog = page.getByRole("dialog", { name: "Note" })
  await dialog
    .getByLabel("Text")
    .fill("**bold** <script>document.title='owned'</script> [x](javascript:alert(1))")
  await dialog.getByRole("button", { name: "Write the note" }).click()
  await expect(dialog).toBeHidden()
  await expect(page.locator("strong", { hasText: "bold" })).toBeVisible()
  expect(await page.locator('a[href^="javascript"]').count()).toBe(0)
  expect(await page.title()).not.toBe("owned")
})

test("each change of severity and status asks why; contained without proof shows as stated", async ({
  signedIn,
}) => {
  const { page } = await signedIn("operator", "Ines Okafor")
  await page.goto("/declare?title=Buckets+vanish&severity=2")
  await page.getByRole("button", { name: /^Declare/ }).click()
  await page.waitForURL(/\/incidents\/INC-\d+$/)

  await page.getByRole("button", { name: /^Severity/ }).click()
  await page.getByRole("menuitem", { name: /^SEV-1/ }).click()
  const dialog = page.getByRole("dialog")
  const confirm = dialog.getByRole("button", { name: /^Change it/ })
  await expect(confirm).toContainText("write a sentence first")
  await dialog.getByLabel("Why").fill("Customers are affected")
  await confirm.click()
  await expect(page.getByText("every 15 min, SEV-1")).toBeVisible()

  await page.getByRole("button", { name: /^Status/ }).click()
  await page.getByRole("menuitem", { name: /^Contained/ }).click()
  await expect(dialog).toContainText("the status will show as stated")
  await dialog.getByLabel("Why").fill("The laptop was switched off")
  await confirm.click()
  await expect(page.getByText(/stated by/).first()).toBeVisible()
  await expect(page.getByText(/contained: \d+ of \d+ proven/)).toHaveCount(0)

  const step = page.getByRole("listitem").filter({ hasText: "Stop the agent" }).first()
  await step.getByRole("button", { name: /State it done/ }).click()
  await dialog.getByRole("textbox").fill("Killed the process tree")
  await dialog.getByRole("button", { name: /^State/ }).click()
  await expect(step).toContainText("Killed the process tree")
})
