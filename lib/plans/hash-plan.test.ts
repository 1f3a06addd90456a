import fc from "fast-check"
import { expect, it } from "vitest"
import { type HashedStep, planText } from "@/lib/plans/hash-plan"

const step = (id: string, over: Partial<HashedStep> = {}): HashedStep => ({
  id,
  action: "test.off",
  connectionId: "c",
  credentialId: "k",
  damageId: null,
  targetKey: `target ${id}`,
  input: { thing: id },
  irreversible: false,
  after: [],
  ...over,
})
const text = (steps: HashedStep[], again: string[] = []) =>
  planText({ incidentId: "i", kind: "contain", steps, again })

it("does not depend on row ids or on the order of an input's fields", () => {
  fc.assert(
    fc.property(fc.uuid(), fc.uuid(), fc.dictionary(fc.string(), fc.jsonValue()), (one, two, input) => {
      const turned = Object.fromEntries(Object.entries(input).reverse())
      const plan = (first: string, wish: typeof input) => [
        step(first, { targetKey: "t1", input: wish }),
        step(`${first}2`, {
          targetKey: "t2",
          input: {},
          after: [{ stepId: first, until: "verified", settleMs: 1 }],
        }),
      ]
      expect(text(plan(one, input))).toBe(text(plan(two, turned)))
    }),
  )
})

it("changes with every part that an approval is about", () => {
  const base = text([step("a")])
  const others = [
    text([step("a", { action: "test.on" })]),
    text([step("a", { input: { thing: "b" } })]),
    text([step("a", { targetKey: "other" })]),
    text([step("a", { connectionId: "d" })]),
    text([step("a", { credentialId: null })]),
    text([step("a", { irreversible: true })]),
    text([step("a", { after: [{ stepId: "x", until: "applied", settleMs: 0 }] })]),
    text([step("a"), step("b")]),
    text([]),
    text([step("a")], ["earlier target"]),
  ]
  expect(new Set([base, ...others]).size).toBe(others.length + 1)
})
