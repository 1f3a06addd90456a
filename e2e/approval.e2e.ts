import { expect } from "@playwright/test"
import { startDrill, test } from "./fixtures"
import { look } from "./look"

test("what cannot be undone waits for a second person, and holds nothing else back", async ({
  signedIn,
  db,
}) => {
  const ines = await signedIn("operator", "Ines Two")
  const ravi = await signedIn("operator", "Ravi Two")
  const reference = await startDrill(ines.page)
  await expect(ines.page.getByText(/start-execution/).first()).toBeVisible({ timeout: 60_000 })
  await ines.page.goto(`/incidents/${reference}/containment`)
  await ines.page.getByRole("button", { name: "Look before the press" }).click()
  await expect(ines.page.getByText("recommended:")).toBeVisible({ timeout: 30_000 })
  await look(ines.page, "look-before-the-press")
  await ines.page.getByRole("button", { name: "Contain 1 credential" }).click()
  await expect(ines.page.getByText("1 of 1 proven").first()).toBeVisible({ timeout: 60_000 })

  // The practice agent has no console password; the step that would delete one is put beside the others.
  const beside = await db.step.findFirstOrThrow({
    where: { incident: { reference }, action: "aws.deny-user" },
  })
  await db.step.create({
    data: {
      planId: beside.planId,
      incidentId: beside.incidentId,
      connectionId: beside.connectionId,
      position: 99,
      action: "aws.delete-login-profile",
      input: { userName: "claude-code-infra" },
      targetKey: `${beside.connectionId} aws.delete-login-profile user/claude-code-infra/login-profile`,
      targetLabel: "claude-code-infra",
      irreversible: true,
      why: "The user can sign in to the console.",
    },
  })
  await ines.page.reload()
  const waiting = ines.page.getByRole("region", { name: /^Cannot be undone/ })
  await expect(waiting.getByText("Needs two people in this severity.")).toBeVisible()
  await waiting.getByRole("button", { name: "Break the glass…" }).click()
  await expect(ines.page.getByRole("dialog").getByText(/Every administrator is told/)).toBeVisible()
  await look(ines.page, "break-the-glass")
  await ines.page.getByRole("button", { name: "Back" }).click()

  await waiting.getByRole("button", { name: "Ask for approval…" }).click()
  const dialog = ines.page.getByRole("dialog")
  await dialog.getByLabel("Type claude-code-infra to confirm").fill("claude-code-infra")
  await dialog.getByRole("button", { name: "Ask for approval" }).click()
  await expect(waiting.getByText(/Asked by Ines Two/)).toBeVisible()
  const own = waiting.getByRole("button", { name: /Approve as the second person/ })
  await expect(own).toHaveAttribute("aria-disabled", "true")
  await look(ines.page, "asked-for-approval")

  await ravi.page.goto(`/incidents/${reference}/containment`)
  const shown = ravi.page.getByRole("region", { name: /^Cannot be undone/ })
  await shown.getByRole("button", { name: "Decline…" }).click()
  await ravi.page.getByRole("dialog").getByLabel("Why").fill("Which user is that?")
  await ravi.page.getByRole("button", { name: "Decline", exact: true }).click()
  // The other screen follows by itself.
  await expect(waiting.getByText(/Declined by Ravi Two/)).toBeVisible({ timeout: 15_000 })
  await waiting.getByRole("button", { name: "Ask for approval…" }).click()
  await dialog.getByLabel("Type claude-code-infra to confirm").fill("claude-code-infra")
  await dialog.getByRole("button", { name: "Ask for approval" }).click()

  // A password that was given long ago is asked for again.
  await db.session.updateMany({
    where: { user: { name: "Ravi Two" } },
    data: { signedInAt: new Date(Date.now() - 20 * 60_000) },
  })
  await shown.getByRole("button", { name: "Approve as the second person" }).click()
  await expect(ravi.page.getByRole("dialog", { name: "Confirm your password" })).toBeVisible()
  await ravi.page.getByRole("button", { name: "Back" }).click()
  await db.session.updateMany({
    where: { user: { name: "Ravi Two" } },
    data: { signedInAt: new Date() },
  })
  await shown.getByRole("button", { name: "Approve as the second person" }).click()
  await expect(shown).toBeHidden()
  const proven = { timeout: 60_000 }
  await expect(
    ravi.page.getByRole("row", { name: /^Proven .*Delete the user's console password/ }),
  ).toBeVisible(proven)

  // What the agent started goes on without its credential, until it is stopped.
  const work = ines.page.getByRole("region", { name: "Running work" })
  // The event history delivers late: what it had not told at the first look is told at a later one.
  await expect(async () => {
    await work.getByRole("button", { name: /^Look/ }).click()
    await expect(work.getByText("Goes on", { exact: true })).toBeVisible({ timeout: 15_000 })
  }).toPass({ timeout: 90_000 })
  await look(ines.page, "running-work")
  await work.getByRole("button", { name: "Stop the execution" }).click()
  await expect(ines.page.getByRole("row", { name: /^Proven .*Stop the execution/ })).toBeVisible(proven)
  await expect(work.getByText("1 piece ended")).toBeVisible({ timeout: 60_000 })

  await ravi.page.goto(`/incidents/${reference}/timeline`)
  await expect(ravi.page.getByText(/approved, asked by Ines Two/).first()).toBeVisible()
})
