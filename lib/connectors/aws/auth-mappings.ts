/** One item of mapRoles or mapUsers, with the text that it is written as. */
export type AuthMapping = { arn: string; text: string; groups: string[]; index: number }

/** The items of a list of aws-auth; null when it is written in a form that cannot be cut without guessing. */
export function readMappings(list: string): AuthMapping[] | null {
  if (list.trim() === "" || list.trim() === "[]") return []
  if (/^\s*\[/.test(list)) return readJson(list)
  const lines = splitLines(list)
  const first = lines.findIndex((line) => /^\s*-(?:\s|$)/.test(line))
  if (first < 0) return null
  const indent = /^\s*/.exec(lines[first] ?? "")?.[0] ?? ""
  const starts = lines.flatMap((line, at) =>
    line.startsWith(`${indent}-`) && /^-(?:\s|$)/.test(line.slice(indent.length)) ? [at] : [],
  )
  const items = starts.map((start, index) => {
    const text = lines.slice(start, starts[index + 1] ?? lines.length).join("")
    const field = /^[\s-]*["']?(?:role|user)arn["']?\s*:\s*["']?([^\s"'#]+)/im.exec(text)
    return { arn: field?.[1] ?? "", text, groups: readGroups(text), index }
  })
  // Anchors and flow maps may tie items together; an item without an ARN was not understood.
  const understood = items.every((item) => item.arn !== "") && !/^\s*-?\s*\{|[&*]\w+\s*$/m.test(list)
  return understood ? items : null
}

/** Whether a mapping's ARN means the principal: aws-auth leaves the path of a role out. */
export function mapsPrincipal(mapping: Pick<AuthMapping, "arn">, principalArn: string): boolean {
  const bare = (arn: string) => arn.replace(/:(role|user)\/.*\/([^/]+)$/, ":$1/$2")
  return mapping.arn === principalArn || mapping.arn === bare(principalArn)
}

/** The list without these items, every other byte as it was. */
export function cutMappings(list: string, gone: readonly AuthMapping[]): string {
  if (gone.length === 0) return list
  if (/^\s*\[/.test(list)) {
    const kept = parseJson(list)?.filter((_, index) => !gone.some((item) => item.index === index)) ?? []
    return JSON.stringify(kept)
  }
  const items = readMappings(list) ?? []
  const head = list.slice(0, items[0] ? list.indexOf(items[0].text) : 0)
  const rest = items.filter((item) => !gone.some((each) => each.index === item.index))
  return `${head}${rest.map((item) => item.text).join("")}` || "[]\n"
}

/** The list with these items again, each at its old place as far as the list still reaches there. */
export function putMappings(list: string, back: readonly AuthMapping[]): string {
  if (/^\s*\[/.test(list) && list.trim() !== "[]") {
    const items: unknown[] = parseJson(list) ?? []
    for (const each of back) items.splice(each.index, 0, JSON.parse(each.text) as unknown)
    return JSON.stringify(items)
  }
  const items = (readMappings(list) ?? []).map((item) => item.text)
  const firstItem = items[0]
  const head = firstItem ? list.slice(0, list.indexOf(firstItem)) : ""
  for (const each of back.toSorted((a, b) => a.index - b.index)) items.splice(each.index, 0, each.text)
  return `${head}${items.map((text) => (text.endsWith("\n") ? text : `${text}\n`)).join("")}`
}

function readGroups(text: string): string[] {
  const block = /groups["']?\s*:\s*\n((?:\s+-\s+.*(?:\n|$))*)/.exec(text)?.[1] ?? ""
  const inline = /groups["']?\s*:\s*\[([^\]]*)\]/.exec(text)?.[1]
  const words =
    inline === undefined ? block.split("\n").map((line) => line.replace(/^\s*-\s+/, "")) : inline.split(",")
  return words.map((word) => word.trim().replaceAll(/^["']|["']$/g, "")).filter(Boolean)
}

function readJson(list: string): AuthMapping[] | null {
  const items = parseJson(list)
  if (!items) return null
  return items.map((item, index) => {
    const each = typeof item === "object" && item !== null ? (item as Record<string, unknown>) : {}
    const groups = Array.isArray(each.groups) ? each.groups.map(String) : []
    return { arn: String(each.rolearn ?? each.userarn ?? ""), text: JSON.stringify(item), groups, index }
  })
}

function parseJson(list: string): unknown[] | null {
  try {
    const value: unknown = JSON.parse(list)
    return Array.isArray(value) ? value : null
  } catch {
    return null
  }
}

/** Lines with their ends. */
function splitLines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? []
}
