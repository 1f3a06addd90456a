import { extendTailwindMerge } from "tailwind-merge"

const merge = extendTailwindMerge({
  extend: { theme: { text: ["12", "13", "14", "16", "20", "28", "40"] } },
})

/** Joins class names; later ones win over earlier ones of the same property. */
export function cn(...classes: (string | false | null | undefined)[]): string {
  return merge(classes.filter(Boolean).join(" "))
}
