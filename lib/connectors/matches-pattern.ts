/** Whether `text` fits `pattern`, in which * stands for any text. */
export function matchesPattern(pattern: string, text: string): boolean {
  const source = pattern
    .split("*")
    .map((part) => part.replaceAll(/[.+^${}()|[\]\\?]/g, "\\$&"))
    .join(".*")
  return new RegExp(`^${source}$`, "s").test(text)
}
