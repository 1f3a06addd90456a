import { mkdtemp, readdir, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import path from "node:path"
import { beforeEach, expect, test } from "vitest"
import { checkEvidenceStore } from "./check-evidence-store"
import { evidenceFolder, sha256Of } from "./evidence-folder"

let root: string
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), "firebreak-evidence-"))
})

test("bytes come back under their SHA-256, and the same bytes are kept once", async () => {
  const folder = evidenceFolder(root)
  const bytes = new TextEncoder().encode("what the agent did")
  const [first, second] = await Promise.all([folder.put(bytes), folder.put(bytes)])
  expect(first).toBe(sha256Of(bytes))
  expect(second).toBe(first)
  expect(new TextDecoder().decode(await folder.get(first))).toBe("what the agent did")
  expect(await readdir(path.dirname(folder.pathOf(first)))).toEqual([first])
})

test("a changed file is an error and a torn one is written again", async () => {
  const folder = evidenceFolder(root)
  const bytes = new TextEncoder().encode("receipt")
  const sha256 = await folder.put(bytes)
  await writeFile(folder.pathOf(sha256), "forged.")
  await expect(folder.get(sha256)).rejects.toThrow("changed on the disk")
  await writeFile(folder.pathOf(sha256), "rec")
  await folder.put(bytes)
  expect(new TextDecoder().decode(await folder.get(sha256))).toBe("receipt")
})

test("names that are no SHA-256 are refused before any path is built", async () => {
  await expect(evidenceFolder(root).get("../../etc/passwd")).rejects.toThrow("SHA-256")
})

test("the check says in a sentence what is wrong", async () => {
  expect(await checkEvidenceStore(evidenceFolder(root))).toBeNull()
  const file = path.join(root, "file")
  await writeFile(file, "")
  expect(await checkEvidenceStore(evidenceFolder(file))).toMatch(/cannot be written and read back/)
})
