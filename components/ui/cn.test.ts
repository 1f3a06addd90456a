import { expect, it } from "vitest"
import { cn } from "@/components/ui/cn"

it("lets the later class win where both set the same property", () => {
  expect(cn("rounded-2 px-2 py-[3px] text-12", "rounded-full px-3.5")).toBe(
    "py-[3px] text-12 rounded-full px-3.5",
  )
  expect(
    cn("border-control bg-raised text-ink hover:bg-unknown-tint", "border-ink bg-ink text-well hover:bg-ink"),
  ).toBe("border-ink bg-ink text-well hover:bg-ink")
  expect(cn("border", "border-[1.5px] border-ink")).toBe("border-[1.5px] border-ink")
})

it("keeps what sets different properties, though the words are alike", () => {
  const kept =
    "border border-dashed border-l-agent border-t text-12 text-agent text-left font-medium font-mono size-4"
  expect(cn(kept)).toBe(kept)
  expect(cn("cell", false, null, undefined, "max-sm:hidden")).toBe("cell max-sm:hidden")
})
