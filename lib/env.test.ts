import { afterEach, expect, it } from "vitest"
import { env, setEnv } from "@/lib/env"

afterEach(() => setEnv({ PORT: "", LOG_LEVEL: "silent", FIREBREAK_URL: "", FIREBREAK_PGPOOL: "" }))

it.each([
  [{ PORT: "eighty" }, "PORT"],
  [{ PORT: "70000" }, "PORT"],
  [{ PORT: "-1" }, "PORT"],
  [{ FIREBREAK_URL: "incidents.example" }, "FIREBREAK_URL"],
  [{ FIREBREAK_URL: "javascript:alert(1)" }, "FIREBREAK_URL"],
  [{ FIREBREAK_PGPOOL: "0" }, "FIREBREAK_PGPOOL"],
  [{ LOG_LEVEL: "loud" }, "LOG_LEVEL"],
])("%o is refused by name", (values, name) => {
  setEnv(values)
  expect(() => env()).toThrow(new RegExp(`^An environment variable cannot be used\\. ${name}: `))
})

it("names every one that is wrong, and no value", () => {
  setEnv({ PORT: "secret-in-the-wrong-place", LOG_LEVEL: "hunter22" })
  expect(() => env()).toThrow(/PORT: .*LOG_LEVEL: /)
  expect(() => env()).not.toThrow(/secret-in|hunter22/)
})

it("an empty variable counts as absent, and blanks around a value do not count", () => {
  setEnv({ PORT: "", HOST: " 0.0.0.0 ", FIREBREAK_URL: "https://incidents.example/" })
  expect(env()).toMatchObject({ PORT: 3000, HOST: "0.0.0.0", FIREBREAK_URL: "https://incidents.example" })
  setEnv({ HOST: "" })
})
