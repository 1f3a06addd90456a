import { afterAll, expect, it } from "vitest"
import { createTestDatabase } from "@/lib/testing/database"

const one = await createTestDatabase()
const two = await createTestDatabase()
afterAll(async () => {
  await one.close()
  await two.close()
})

it("gives each test file a migrated database of its own", async () => {
  await one.prisma.counter.create({ data: { name: "incident" } })
  expect(await one.prisma.counter.count()).toBe(1)
  expect(await two.prisma.counter.count()).toBe(0)
})
