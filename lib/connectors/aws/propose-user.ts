import "server-only"
import type { ConnectorContext } from "../contract"
import type { Located } from "./locate-credential"
import type { ProposalDraft } from "./proposal-draft"
import { readUserUse, type UserUse } from "./user-use"

type OnUser = Extract<Located, { on: "user" }>

const quarterMs = 90 * 86_400_000

/** Keys and deny for the user; for one key of a user that others work with, the key alone. */
export async function proposeUser(
  ctx: ConnectorContext,
  draft: ProposalDraft,
  group: OnUser[],
): Promise<void> {
  const [first] = group
  if (!first) return
  const whole = group.find((each) => each.keyId === null)
  const held = group.map((each) => each.keyId).filter((id) => id !== null)
  const others = whole ? "" : sayOthers(await readUserUse(ctx, first.name), held, ctx.now())
  const lead = whole ?? first
  const input = { userName: first.name }
  const source = first.state.arn
  if (others) {
    draft.notes.push({
      credentialId: lead.credential.id,
      mode: "One key",
      reason: `Others work as ${first.name}: ${others}. Only the agent's key is turned off; sessions made from it live on until they expire. Choose to deny the user if that is too little.`,
    })
  } else {
    const credentialId = lead.credential.id
    draft.notes.push({
      credentialId,
      mode: "Keys and deny",
      reason:
        "Turning keys off stops new calls with them; only a deny on the user also stops sessions made from them.",
    })
    draft.add({
      action: "aws.deactivate-access-keys",
      target: first.name,
      input,
      credentialId,
      why: "The user's keys can no longer sign a call.",
      source,
    })
    draft.add({
      action: "aws.deny-user",
      target: first.name,
      input,
      credentialId,
      why: "Sessions that the keys made before may do nothing more, nor take a role.",
      source,
    })
  }
  // A key that is a credential of its own needs its own proof, also where the user as a whole is cut off.
  for (const each of group) {
    if (each.keyId === null) continue
    draft.add({
      action: "aws.deactivate-access-key",
      target: each.keyId,
      input: { ...input, accessKeyId: each.keyId },
      credentialId: each.credential.id,
      why: "This key is known to be in the agent's hands.",
      source,
    })
  }
}

/** Who else works as this user, in words; "" when nobody is seen. */
function sayOthers(use: UserUse, held: string[], now: Date): string {
  const recent = use.keys.filter(
    (key) =>
      key.status === "Active" &&
      !held.includes(key.id) &&
      key.lastUsedAt !== "" &&
      now.getTime() - Date.parse(key.lastUsedAt) < quarterMs,
  )
  const said = recent.map((key) => `key ${key.id} was used ${key.lastUsedAt.slice(0, 10)}`)
  return [...said, ...(use.console ? ["a person can sign in to the console"] : [])].join(", ")
}
