import fc from "fast-check"
import { expect, test } from "vitest"
import type { VersionEntry } from "./list-object-versions"
import { findDoubts, type KeyPlan, planKeyRestore, type RestoreMode } from "./plan-key-restore"

/**
 * A bucket key by S3's own rules, written without any of the planner's code: the oracle. Versioning is on. Content is
 * a word; its ETag is the same word.
 */
class SimulatedKey {
  /** Oldest first. */
  private versions: { id: string; at: number; content: string | null }[] = []
  private next = 1

  private add(at: number, content: string | null): string {
    const id = `v${this.next}`
    this.next += 1
    this.versions.push({ id, at, content })
    return id
  }
  put(at: number, content: string): string {
    return this.add(at, content)
  }
  remove(at: number): string {
    return this.add(at, null)
  }
  purge(id: string): void {
    this.versions = this.versions.filter((version) => version.id !== id)
  }
  read(id?: string): string | null {
    const found = id ? this.versions.find((version) => version.id === id) : this.versions.at(-1)
    return found?.content ?? null
  }
  ids(): string[] {
    return this.versions.map((version) => version.id)
  }
  listing(): VersionEntry[] {
    return this.versions.toReversed().map(({ id, at, content }, index) => ({
      key: "k",
      versionId: id,
      at,
      isLatest: index === 0,
      kind: content === null ? "marker" : "object",
      etag: content ?? "",
      size: content?.length ?? 0,
      storageClass: content === null ? "" : "STANDARD",
    }))
  }
}

type Act = { act: "put"; content: string } | { act: "delete" } | { act: "purge"; pick: number }

const change = fc.oneof(
  fc.record({ act: fc.constant("put" as const), content: fc.constantFrom("a", "b", "c", "d") }),
  fc.record({ act: fc.constant("delete" as const) }),
)
const purge = fc.record({ act: fc.constant("purge" as const), pick: fc.nat(20) })

function play(key: SimulatedKey, acts: readonly Act[], from: number): void {
  acts.forEach((act, index) => {
    const at = from + index * 1000
    if (act.act === "put") key.put(at, act.content)
    else if (act.act === "delete") key.remove(at)
    else {
      const ids = key.ids()
      const picked = ids[act.pick % Math.max(1, ids.length)]
      if (picked) key.purge(picked)
    }
  })
}

function apply(key: SimulatedKey, plan: KeyPlan, at: number): void {
  if (plan.step === "copy" && plan.want) key.put(at, key.read(plan.want.versionId) ?? "gone")
  if (plan.step === "add_marker") key.remove(at)
  if (plan.step === "remove_markers") for (const id of plan.markers) key.purge(id)
}

const point = 1_000_000
const before = fc.array(change, { maxLength: 6 })
const modes = fc.constantFrom<RestoreMode>("copy", "markers")

test("after the plan every key that existed at the point shows what it showed then", () => {
  fc.assert(
    fc.property(before, fc.array(change, { minLength: 1, maxLength: 6 }), modes, (earlier, later, mode) => {
      const key = new SimulatedKey()
      play(key, earlier, 0)
      const wanted = key.read()
      const existed = key.ids().length > 0
      play(key, later, point + 1)
      const plan = planKeyRestore({ key: "k", entries: key.listing() }, point, mode)
      const idsBefore = key.ids()
      apply(key, plan, point + 1_000_000)
      if (existed) expect(key.read()).toBe(wanted)
      else expect(plan).toMatchObject({ step: "nothing" })
      // Beside and never over: no version of an object is ever removed, and copy mode removes nothing at all.
      const removed = idsBefore.filter((id) => !key.ids().includes(id))
      if (mode === "copy") expect(removed).toEqual([])
      expect(findDoubts({ key: "k", entries: key.listing() }, point)).toEqual([])
    }),
    { numRuns: 4000 },
  )
})

test("a second plan after the first finds nothing to do, whatever the mode", () => {
  fc.assert(
    fc.property(
      before,
      fc.array(change, { minLength: 1, maxLength: 6 }),
      modes,
      modes,
      (earlier, later, mode, next) => {
        const key = new SimulatedKey()
        play(key, earlier, 0)
        play(key, later, point + 1)
        apply(key, planKeyRestore({ key: "k", entries: key.listing() }, point, mode), point + 1_000_000)
        expect(planKeyRestore({ key: "k", entries: key.listing() }, point, next)).toMatchObject({
          step: "nothing",
        })
      },
    ),
    { numRuns: 2000 },
  )
})

test("where versions were purged after the point, the plan is right or the purge is named as a doubt", () => {
  fc.assert(
    fc.property(
      before,
      fc.array(fc.oneof(change, purge), { minLength: 1, maxLength: 8 }),
      modes,
      (earlier, later, mode) => {
        const key = new SimulatedKey()
        play(key, earlier, 0)
        const wanted = key.read()
        const existed = key.ids()
        play(key, later, point + 1)
        const entries = key.listing()
        if (entries.length === 0) return
        const purged = existed.filter((id) => !key.ids().includes(id)).map((versionId) => ({ versionId }))
        const doubts = findDoubts({ key: "k", entries }, point, { purges: purged })
        apply(key, planKeyRestore({ key: "k", entries }, point, mode), point + 1_000_000)
        if (existed.length > 0 && key.read() !== wanted) expect(doubts).toContain("purged_after_point")
      },
    ),
    { numRuns: 4000 },
  )
})

const entry = (versionId: string, at: number, change: Partial<VersionEntry> = {}): VersionEntry => ({
  key: "k",
  versionId,
  at,
  isLatest: false,
  kind: "object",
  etag: versionId,
  size: 1,
  storageClass: "STANDARD",
  ...change,
})

test("what users deleted on purpose before the point stays deleted", () => {
  const entries = [
    entry("m2", 300, { kind: "marker" }),
    entry("m1", 100, { kind: "marker" }),
    entry("v1", 50),
  ]
  expect(planKeyRestore({ key: "k", entries }, 200, "markers").step).toBe("nothing")
  const rewritten = [entry("v2", 300), entry("m1", 100, { kind: "marker" }), entry("v1", 50)]
  expect(planKeyRestore({ key: "k", entries: rewritten }, 200, "copy").step).toBe("add_marker")
})

test("stacked markers are all removed, and only in marker mode", () => {
  const entries = [
    entry("m2", 300, { kind: "marker" }),
    entry("m1", 250, { kind: "marker" }),
    entry("v1", 50),
  ]
  expect(planKeyRestore({ key: "k", entries }, 200, "markers")).toMatchObject({
    step: "remove_markers",
    markers: ["m2", "m1"],
  })
  expect(planKeyRestore({ key: "k", entries }, 200, "copy")).toMatchObject({
    step: "copy",
    want: { versionId: "v1" },
  })
})

test("entries of one second whose order S3 does not tell, and an overwritten null version, are doubts", () => {
  const entries = [
    entry("v3", 300, { isLatest: true }),
    entry("m1", 100, { kind: "marker" }),
    entry("v1", 100),
  ]
  expect(findDoubts({ key: "k", entries }, 200)).toEqual(["same_moment"])
  const suspended = [entry("null", 300, { isLatest: true }), entry("v1", 100)]
  expect(findDoubts({ key: "k", entries: suspended }, 200, { suspended: true })).toEqual([
    "suspended_overwrite",
  ])
})
