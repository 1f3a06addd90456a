import { showInvisible } from "@/lib/format"

/**
 * Untrusted text as one line of inert Markdown: no links, images, HTML, table breaks, emphasis, lists or headings, and
 * no character that hides or turns the direction of text. An address stays readable and is no link.
 */
export function escapeMarkdown(text: string): string {
  return showInvisible(text.toWellFormed().replace(/\s+/g, " ").trim())
    .replace(/[\\`*_{}[\]()#+!|~@$]/g, "\\$&")
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/:(?=\/\/)/g, "\\:")
    .replace(/\bwww\./gi, (www) => `${www.slice(0, -1)}\\.`)
    .replace(/^([-=]|\d+(?=[.)]))/, (start) => (/\d/.test(start) ? start : `\\${start}`))
    .replace(/^(\d+)([.)])/, "$1\\$2")
}
