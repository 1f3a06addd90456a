import { createTailwindMerge } from "tailwind-merge"

const any = () => true
const isArbitraryLength = (value: string) => /^\[[\d.]+(?:px|rem|em|%)\]$/.test(value)
const isNumber = (value: string) => /^[\d.]+$/.test(value)

/**
 * The properties that a component sets and its user may set otherwise. The library's own list knows every class there
 * is and weighs as much as the rest of a screen; a class that is in no group here is simply kept.
 */
const merge = createTailwindMerge(() => ({
  cacheSize: 500,
  theme: {},
  classGroups: {
    display: ["block", "inline-block", "inline", "flex", "inline-flex", "grid", "hidden"],
    padding: [{ p: [any] }],
    "padding-x": [{ px: [any] }],
    "padding-y": [{ py: [any] }],
    "margin-top": [{ mt: [any] }],
    rounded: [{ rounded: ["", any] }],
    "border-width": [{ border: ["", isNumber, isArbitraryLength] }],
    "border-style": [{ border: ["solid", "dashed", "dotted", "none"] }],
    "border-side": [{ border: ["t", "b", "l", "r", "x", "y"] }],
    "border-color": [{ border: [any] }],
    background: [{ bg: [any] }],
    "font-size": [{ text: [isNumber, isArbitraryLength] }],
    "text-align": [{ text: ["left", "center", "right"] }],
    "text-color": [{ text: [any] }],
    "font-weight": [{ font: ["normal", "medium", "semibold"] }],
    size: [{ size: [any] }],
    width: [{ w: [any] }],
    height: [{ h: [any] }],
    "min-width": [{ "min-w": [any] }],
    "min-height": [{ "min-h": [any] }],
  },
  conflictingClassGroups: { padding: ["padding-x", "padding-y"], size: ["width", "height"] },
  conflictingClassGroupModifiers: {},
  postfixLookupClassGroups: [],
  orderSensitiveModifiers: [],
}))

/** Joins class names; later ones win over earlier ones of the same property. */
export function cn(...classes: (string | false | null | undefined)[]): string {
  return merge(classes.filter(Boolean).join(" "))
}
