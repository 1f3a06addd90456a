import { expect, type Page } from "@playwright/test"
import { startDrill, test } from "./fixtures"
import { look } from "./look"

/** Presses keys until they lead there: a page that has just been drawn takes a moment to listen. */
async function goBy(page: Page, keys: string[], isThere: (path: string) => boolean): Promise<void> {
  await expect(async () => {
    for (const key of keys) await page.keyboard.press(key)
    await page.waitForURL((url) => isThere(url.pathname), { timeout: 3000 })
  }).toPass({ timeout: 30_000 })
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible()
}

test("every listed key works", async ({ signedIn }) => {
  const { page } = await signedIn("operator", "Ines Okafor")
  const reference = await startDrill(page)
  const at = `/incidents/${reference}`

  await page.keyboard.press("?")
  const sheet = page.getByRole("dialog", { name: "Keys" })
  await expect(sheet.getByText("Contain: the next press")).toBeVisible()
  await page.keyboard.press("Escape")
  await expect(sheet).toBeHidden()

  await page.keyboard.press("ControlOrMeta+k")
  await expect(page.getByPlaceholder("Type a place, an incident or an action")).toBeFocused()
  await page.keyboard.type("timeline")
  await page.keyboard.press("Enter")
  await page.waitForURL(`**${at}/timeline`)

  await expect(page.getByRole("button", { name: "Verify the chain" })).toBeVisible()
  await expect(page.getByRole("listitem").first()).toBeVisible()
  await page.keyboard.press("n")
  await page
    .getByRole("dialog", { name: "Note" })
    .getByLabel("Text")
    .fill("Called **Hana**, she is on her way.")
  await page.getByRole("button", { name: "Write the note" }).click()
  await page.keyboard.press("u")
  await expect(page.getByText("Hana", { exact: true })).toBeVisible()
  await page.keyboard.press("j")
  await page.keyboard.press("j")
  const second = page.getByRole("listitem").nth(1)
  await expect(second).toBeFocused()
  await page.keyboard.press("k")
  await expect(page.getByRole("listitem").first()).toBeFocused()
  await look(page, "timeline-note")

  for (const [key, place] of [
    ["3", "/containment"],
    ["4", "/damage"],
    ["5", "/recovery"],
    ["6", "/messages"],
    ["7", "/review"],
    ["2", "/timeline"],
    ["1", ""],
  ] as const) {
    await goBy(page, [key], (path) => path === `${at}${place}`)
  }

  // The key is bound with the button that it presses.
  await expect(page.getByRole("button", { name: "Contain 1 credential" })).toBeEnabled()
  await page.keyboard.press("x")
  await expect(page.getByText("1 of 1 proven").first()).toBeVisible({ timeout: 90_000 })

  for (const [keys, place] of [
    ["g a", "/agents"],
    ["g c", "/connections"],
    ["g d", "/drills"],
    ["g r", "/reports"],
    ["g s", "/settings"],
    ["g i", "/incidents"],
    ["c", "/declare"],
  ] as const) {
    await goBy(page, keys.split(" "), (path) => path.startsWith(place))
  }
})

test("a fact goes to its own time, an entry is corrected, pinned and redacted, and the chain holds", async ({
  signedIn,
}) => {
  const { page } = await signedIn("administrator", "Ines Okafor")
  const reference = await startDrill(page)
  await page.goto(`/incidents/${reference}/timeline`)
  await page.getByRole("button", { name: "Insert a fact…" }).click()
  const dialog = page.getByRole("dialog", { name: "Insert a fact" })
  await dialog.getByLabel("What happened").fill("The pager went off; the token is hunter2")
  await dialog.getByLabel("When it happened (UTC)").fill("2026-01-02T03:04:05")
  await dialog.getByRole("button", { name: "Insert it" }).click()
  await expect(dialog).toBeHidden()
  await page.getByLabel("Order").selectOption("oldest")
  const fact = page.getByRole("listitem").first()
  await expect(fact).toContainText("The pager went off")
  await expect(fact).toContainText("recorded")

  await fact.getByRole("button", { name: /Entry \d+/ }).click()
  await page.getByRole("menuitem", { name: "Pin" }).click()
  await expect(fact.getByLabel("pinned")).toBeVisible()
  await page.getByLabel("Pinned only").check()
  await expect(page.getByText(/hidden by this filter/)).toBeVisible()
  await expect(page.getByRole("listitem")).toHaveCount(1)
  await page.getByLabel("Pinned only").uncheck()

  await fact.getByRole("button", { name: /Entry \d+/ }).click()
  await page.getByRole("menuitem", { name: "Correct by a new entry…" }).click()
  await page.getByLabel("What is right").fill("It was the phone")
  await page.getByRole("button", { name: "Add the correction" }).click()
  await expect(fact).toContainText("corrected by entry")

  await fact.getByRole("button", { name: /Entry \d+/ }).click()
  await page.getByRole("menuitem", { name: "Redact…" }).click()
  await page.getByLabel("Why").fill("A secret was pasted")
  await page.getByRole("button", { name: "Redact it" }).click()
  await expect(fact).toContainText("(redacted)")
  await expect(page.getByText("hunter2")).toHaveCount(0)
  await page.getByRole("button", { name: "Verify the chain" }).click()
  await expect(page.getByText(/The chain is whole: \d+ entries, 1 redacted/)).toBeVisible()
})
