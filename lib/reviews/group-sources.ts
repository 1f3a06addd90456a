/** Sources that are blind to the same things, said once: labels and blind spots, each as one line of untrusted text. */
export function groupSources(
  sources: readonly { label: string; cannotSee: readonly string[] }[],
): { labels: string; cannotSee: string }[] {
  const groups = new Map<string, string[]>()
  for (const { label, cannotSee } of sources) {
    if (cannotSee.length === 0) continue
    const blind = cannotSee.map((text) => text.trim().replace(/\.$/, "")).join("; ")
    groups.set(blind, [...(groups.get(blind) ?? []), label])
  }
  return [...groups].map(([cannotSee, labels]) => ({
    labels:
      labels.length > 3
        ? `${labels.slice(0, 2).join(", ")} and ${labels.length - 2} more`
        : labels.join(", "),
    cannotSee,
  }))
}
