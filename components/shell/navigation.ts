import { paths } from "@/lib/paths"

export type Place = { label: string; href: string; keys: string; words?: string }

/** Where one can go from anywhere; `keys` are the two-stroke shortcut. */
export const places: readonly Place[] = [
  { label: "Incidents", href: paths.incidents(), keys: "g i", words: "board home" },
  { label: "Agents", href: paths.agents(), keys: "g a", words: "credentials register" },
  { label: "Connections", href: paths.connections(), keys: "g c", words: "aws account" },
  { label: "Drills", href: paths.drills(), keys: "g d", words: "practice range" },
  { label: "Reports", href: paths.reports(), keys: "g r", words: "reviews resolved metrics" },
  { label: "Settings", href: paths.settings(), keys: "g s", words: "accounts contacts tokens sessions" },
]

/** The parts of one incident, in the order of the work; digits are their shortcuts. */
export function incidentPlaces(reference: string): readonly Place[] {
  return [
    { label: "Command", href: paths.incident(reference), keys: "1" },
    { label: "Timeline", href: paths.timeline(reference), keys: "2" },
    { label: "Containment", href: paths.containment(reference), keys: "3" },
    { label: "Damage", href: paths.damage(reference), keys: "4" },
    { label: "Recovery", href: paths.recovery(reference), keys: "5" },
    { label: "Messages", href: paths.messages(reference), keys: "6" },
    { label: "Review", href: paths.review(reference), keys: "7" },
  ]
}

/** The incident whose pages `pathname` belongs to, or null. */
export function incidentOfPath(pathname: string): string | null {
  return /^\/incidents\/((?:INC|DRILL)-\d+)(?:\/|$)/i.exec(pathname)?.[1]?.toUpperCase() ?? null
}
