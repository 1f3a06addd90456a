import type { TimelineKind } from "@/lib/timeline/schema"

/** Entries that people write; facts of the machine hold no pasted secrets and stay. */
const redactableKinds: readonly TimelineKind[] = [
  "note.added",
  "fact.inserted",
  "entry.corrected",
  "first_step.stated",
  "credential.stated",
  "incident.updated",
  "incident.declared",
]

/** Why an entry cannot be redacted, or null when it can. */
export function redactionRefusal(entry: { kind: string; redacted: boolean }): string | null {
  if (!redactableKinds.some((kind) => kind === entry.kind)) return "only what a person wrote can be redacted"
  return entry.redacted ? "this entry is redacted already" : null
}
