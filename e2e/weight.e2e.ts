import { gzipSync } from "node:zlib"
import { expect } from "@playwright/test"
import { startDrill, test } from "./fixtures"

test("the command view loads at most 200 kB of script, gzipped", async ({ signedIn }) => {
  const { page, context } = await signedIn("operator", "Ines Okafor")
  const reference = await startDrill(page)
  const fresh = await context.newPage()
  const sizes: Promise<number>[] = []
  fresh.on("response", (response) => {
    if (/\/_next\/static\/.*\.js/.test(response.url()))
      sizes.push(response.body().then((body) => gzipSync(body).length))
  })
  await fresh.goto(`/incidents/${reference}`, { waitUntil: "load" })
  const total = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
  console.log(
    `first-load script of the command view: ${Math.round(total / 1000)} kB gzipped, ${sizes.length} files`,
  )
  expect(total).toBeGreaterThan(50_000)
  expect(total).toBeLessThanOrEqual(200_000)
})
