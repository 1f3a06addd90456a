import { AxeBuilder } from "@axe-core/playwright"
import { expect, type Page, test } from "@playwright/test"

const themes = ["light", "dark", "contrast"] as const
const wide = { width: 1440, height: 900 }
const phone = { width: 360, height: 740 }

/** axe in three themes and at phone width, nothing wider than the screen, and pictures for people. */
export async function look(page: Page, name: string): Promise<void> {
  for (const theme of themes) {
    await page.evaluate((value) => {
      document.documentElement.dataset.theme = value
    }, theme)
    // Colours fade; axe must not measure in between.
    await page.waitForTimeout(200)
    await expectNoFaults(page, `${name} in ${theme}`)
    await page.screenshot({ path: test.info().outputPath(`${name}-${theme}.png`), fullPage: true })
  }
  await page.setViewportSize(phone)
  await page.waitForTimeout(200)
  await expectNoFaults(page, `${name} at 360 px`)
  await page.screenshot({ path: test.info().outputPath(`${name}-phone.png`), fullPage: true })
  expect
    .soft(await page.evaluate(() => document.documentElement.scrollWidth), `${name} is wider than 360 px`)
    .toBeLessThanOrEqual(phone.width)
  await page.setViewportSize(wide)
}

async function expectNoFaults(page: Page, name: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  const said = violations.map(({ id, nodes }) => {
    const places = nodes.slice(0, 3).map((node) => node.target.join(" "))
    return `${id}: ${places.join(" | ")}`
  })
  expect.soft(said, name).toEqual([])
}
