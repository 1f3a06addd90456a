export type XmlValue =
  | undefined
  | null
  | string
  | number
  | boolean
  | Date
  | readonly XmlValue[]
  | ReadonlyMap<string, string | number>
  | { readonly [name: string]: XmlValue }

/** "member", "item": a list is one element holding such elements (query, EC2). "flat": the element repeats (S3). */
export type ListStyle = "member" | "item" | "flat"

/** One element with everything in it. Absent values leave no element at all. */
export function element(name: string, value: XmlValue, style: ListStyle): string {
  if (value === undefined || value === null) return ""
  if (Array.isArray(value)) {
    const items = value as readonly XmlValue[]
    if (style === "flat") return items.map((item) => element(name, item, style)).join("")
    return `<${name}>${items.map((item) => element(style, item, style)).join("")}</${name}>`
  }
  if (value instanceof Map) {
    const entries = [...(value as ReadonlyMap<string, string | number>)]
    return `<${name}>${entries.map(([key, each]) => element("entry", { key, value: each }, style)).join("")}</${name}>`
  }
  if (value instanceof Date) return `<${name}>${value.toISOString()}</${name}>`
  if (typeof value === "object")
    return `<${name}>${children(value as { [n: string]: XmlValue }, style)}</${name}>`
  return `<${name}>${escapeXml(String(value))}</${name}>`
}

export function children(value: { readonly [name: string]: XmlValue }, style: ListStyle): string {
  return Object.entries(value)
    .map(([name, child]) => element(name, child, style))
    .join("")
}

/** Control characters become character references, as S3 writes them when no encoding type was asked for. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"\p{Cc}]/gu, (char) => {
    if (char === "&") return "&amp;"
    if (char === "<") return "&lt;"
    if (char === ">") return "&gt;"
    if (char === '"') return "&quot;"
    if (char === "\n" || char === "\t") return char
    return `&#x${char.charCodeAt(0).toString(16)};`
  })
}
