import { randomBytes } from "node:crypto"
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs"
import os from "node:os"
import path from "node:path"
import { describe, expect, it } from "vitest"
import { loadMasterKey } from "@/lib/secrets/load-master-key"
import { derivedKey, masterKey } from "@/lib/secrets/master-key"
import { open, seal } from "@/lib/secrets/seal"

const folder = () => mkdtempSync(path.join(os.tmpdir(), "firebreak-keys-"))
const value = () => randomBytes(32).toString("base64")
const key = loadMasterKey({ value: value(), ownFile: "/nowhere" })
const other = loadMasterKey({ value: value(), ownFile: "/nowhere" })
const thrown = (work: () => unknown) => {
  try {
    work()
  } catch (error) {
    return error as { code: string; detail: string }
  }
  throw new Error("nothing was thrown")
}

describe("a sealed secret", () => {
  it.each(["", "x", "sécret 🔑", "a".repeat(100_000), "a.b.c"])("opens as it was: %#", (text) => {
    expect(open(seal(text, "connection:1", key), "connection:1", key)).toBe(text)
  })

  it("is another one each time, and shows nothing of its text", () => {
    const [one, two] = [seal("hunter22", "a", key), seal("hunter22", "a", key)]
    expect(one).not.toBe(two)
    expect(one).toMatch(/^fb1\.[0-9a-f]{8}\.[\w-]+\.[\w-]+$/)
    expect(Buffer.from(one.split(".")[3] ?? "", "base64url").toString("latin1")).not.toContain("hunter22")
  })

  it("does not open in another row", () => {
    const sealed = seal("hunter22", "connection:1", key)
    for (const row of ["connection:2", "contact:1", "", "connection:1 "])
      expect(thrown(() => open(sealed, row, key))).toMatchObject({ code: "secret-unreadable" })
  })

  it("does not open with another key, and says which one it wants", () => {
    const error = thrown(() => open(seal("hunter22", "a", key), "a", other))
    expect(error.code).toBe("secret-unreadable")
    expect(error.detail).toContain(key.id)
    expect(error.detail).toContain(other.id)
    // Also when somebody gives it the other key's name.
    const renamed = seal("hunter22", "a", key).replace(key.id, other.id)
    expect(thrown(() => open(renamed, "a", other)).code).toBe("secret-unreadable")
  })

  it("does not open when any part was changed", () => {
    const parts = seal("hunter22", "a", key).split(".")
    for (const index of [2, 3]) {
      const bytes = Buffer.from(parts[index] ?? "", "base64url")
      for (const at of [0, 12, bytes.length - 1]) {
        const changed = Buffer.from(bytes)
        changed[at] = (changed[at] ?? 0) ^ 1
        const sealed = parts.with(index, changed.toString("base64url")).join(".")
        expect(thrown(() => open(sealed, "a", key)).code).toBe("secret-unreadable")
      }
    }
    const foreign = seal("hunter22", "a", key).split(".")
    expect(thrown(() => open([...parts.slice(0, 3), foreign[3]].join("."), "a", key)).code).toBe(
      "secret-unreadable",
    )
  })

  it.each(["", "x", "fb2.a.b.c", "fb1.a.b", "fb1.a.b.c.d", "fb1...", `fb1.${key.id}.AA.AA`])(
    "%o is none",
    (sealed) => {
      const error = thrown(() => open(sealed, "a", key))
      expect(error.code).toBe("secret-unreadable")
      expect(error.detail).toMatch(/again/)
    },
  )
})

describe("the master key", () => {
  it("comes from the environment first, then from the named file, then from our own", () => {
    const [given, file, ownFile] = [value(), path.join(folder(), "named"), path.join(folder(), "own")]
    writeFileSync(file, `${value()}\n`)
    expect(loadMasterKey({ value: given, file, ownFile }).bytes.toString("base64")).toBe(given)
    expect(loadMasterKey({ file, ownFile }).bytes.toString("base64")).toBe(readFileSync(file, "utf8").trim())
    const made = loadMasterKey({ ownFile })
    expect(made.bytes.toString("base64")).toBe(readFileSync(ownFile, "utf8").trim())
    expect(loadMasterKey({ ownFile })).toEqual(made)
  })

  it("in our own file is for its owner alone, also after a copy lost the mode", () => {
    const home = folder()
    const ownFile = path.join(home, "deep", "master.key")
    const made = loadMasterKey({ ownFile })
    const mode = () => (statSync(ownFile).mode & 0o777).toString(8)
    expect(mode()).toBe("600")
    expect(readdirSync(path.dirname(ownFile))).toEqual(["master.key"])
    chmodSync(ownFile, 0o644)
    expect(loadMasterKey({ ownFile }).id).toBe(made.id)
    expect(mode()).toBe("600")
  })

  it("that is named and missing is not made up", () => {
    const file = path.join(folder(), "missing")
    expect(thrown(() => loadMasterKey({ file, ownFile: "/nowhere" }))).toMatchObject({
      code: "secret-unreadable",
      detail: expect.stringContaining(file),
    })
    expect(readdirSync(path.dirname(file))).toEqual([])
  })

  it.each([
    "",
    "short",
    "correct horse battery staple, the long one of 43",
    randomBytes(32).toString("hex"),
    randomBytes(31).toString("base64"),
    randomBytes(33).toString("base64"),
    `${value()}x`,
  ])("%o is refused with the way to make one", (text) => {
    const file = path.join(folder(), "bad")
    writeFileSync(file, text)
    expect(thrown(() => loadMasterKey({ file, ownFile: "/nowhere" }))).toMatchObject({
      code: "secret-unreadable",
      detail: expect.stringContaining("openssl rand -base64 32"),
    })
  })

  it("that cannot be read gives a sentence, not a stack", () => {
    const file = path.join(folder(), "folder")
    mkdirSync(file)
    expect(thrown(() => loadMasterKey({ file, ownFile: "/nowhere" }))).toMatchObject({
      code: "secret-unreadable",
      detail: expect.stringContaining("cannot be read"),
    })
  })

  it("gives keys for purposes that tell nothing of each other", () => {
    expect(derivedKey("session cookie", key)).toBe(derivedKey("session cookie", key))
    const all = [
      derivedKey("a", key),
      derivedKey("b", key),
      derivedKey("a", other),
      key.bytes.toString("base64url"),
    ]
    expect(new Set(all).size).toBe(4)
    expect(masterKey().id).toMatch(/^[0-9a-f]{8}$/)
  })
})
