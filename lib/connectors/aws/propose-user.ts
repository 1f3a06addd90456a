import "server-only"
import type { ConnectorContext } from "../contract"
import { isPlatformError } from "../platform-error"
import { readAws } from "./client"
import { consoleLink, userLink } from "./console-link"
import { listKeyUsers } from "./find-credential-owner"
import type { Located, UserPart } from "./locate-credential"
import type { ProposalDraft } from "./proposal-draft"
import { sayQuarantine } from "./say-quarantine"
import { activeOthers, readUserUse, type UserUse } from "./user-use"

type OnUser = Extract<Located, { on: "user" }>

const nothingKnown: UserUse = {
  keys: [],
  console: null,
  others: [],
  unread: ["service credentials", "SSH keys", "signing certificates"],
}
const quarterMs = 90 * 86_400_000

/** Keys and deny for the user; for what the agent holds of a user that others work with, that alone. */
export async function proposeUser(
  ctx: ConnectorContext,
  draft: ProposalDraft,
  group: OnUser[],
): Promise<void> {
  const [first] = group
  if (!first) return
  const { name, state } = first
  const whole = group.find(({ part }) => part.form === "whole" || part.form === "cli-login")
  const use = await readUserUse(ctx, name).catch((error: unknown) => {
    // To deny the whole user nothing needs to be known of its use.
    if (whole && isPlatformError(error) && !ctx.signal.aborted) return nothingKnown
    throw error
  })
  const others = whole
    ? ""
    : sayOthers(
        use,
        group.map((each) => each.part),
        ctx.now(),
      )
  const lead = whole ?? first
  const credentialId = lead.credential.id
  const marks = sayQuarantine(state.attached).map((sentence) => ` ${sentence}`)
  if (others)
    draft.notes.push({
      credentialId,
      mode: "One credential",
      reason: `Others work as ${name}: ${others}. Only what the agent holds is cut off${group.some(({ part }) => part.form === "key") ? "; sessions made from a key live on until they expire" : ""}. Choose to deny the user if that is too little.${marks.join("")}`,
    })
  else {
    draft.notes.push({
      credentialId,
      mode: "Keys and deny",
      reason: `Turning keys off stops new calls with them; only a deny on the user also stops sessions made from them.${marks.join("")}`,
    })
    await proposeWhole(ctx, draft, { lead, use })
  }
  // What is a credential of its own needs its own proof, also where the user as a whole is cut off.
  for (const each of group) proposePart(ctx, draft, each, others === "")
}

async function proposeWhole(
  ctx: ConnectorContext,
  draft: ProposalDraft,
  { lead, use }: { lead: OnUser; use: UserUse },
): Promise<void> {
  const { name, state } = lead
  const credentialId = lead.credential.id
  const step = { target: name, input: { userName: name }, credentialId }
  draft.add({
    ...step,
    action: "aws.deactivate-access-keys",
    why: "The user's keys can no longer sign a call.",
    source: state.arn,
  })
  draft.add({
    ...step,
    action: "aws.deny-user",
    why: "Sessions that the keys made before may do nothing more, nor take a role.",
    source: state.arn,
  })
  const others = activeOthers(use)
  if (others.length > 0)
    draft.add({
      ...step,
      action: "aws.deactivate-other-credentials",
      why: `The user also has ${others.map((each) => each.label).join(", ")}: turning access keys off does not touch them.`,
    })
  if (use.unread.length > 0)
    draft.manual.push({
      credentialId,
      title: `Look for further credentials of ${name}`,
      instructions: `IAM did not say whether the user has ${use.unread.join(", ")}. The deny stops what they may do; turn them off in the console.`,
      link: userLink(readAws(ctx).config, name),
    })
  // Waits for a typed name and counts for nothing: the deny is what stops the console, and it can be taken back.
  if (use.console)
    draft.add({
      ...step,
      credentialId: null,
      action: "aws.delete-login-profile",
      why: "The user can sign in to the console. The deny stops what such a session may do; only this stops the sign-in itself, and it cannot be taken back.",
    })
  const made = (await listKeyUsers(ctx)).filter((each) => each !== name)
  if (made.length > 0)
    draft.manual.push({
      credentialId: null,
      title: "Look at the users that AWS made for API keys",
      instructions: `An agent that asked for a Bedrock or CloudWatch Logs API key acts as a user that the console made for it: ${made.slice(0, 5).join(", ")}${made.length > 5 ? ` and ${made.length - 5} more` : ""}. Add the agent's as a credential.`,
      link: consoleLink(readAws(ctx).config, "/iam/home#/users"),
    })
}

/** The step that proves one credential by itself. */
function proposePart(ctx: ConnectorContext, draft: ProposalDraft, each: OnUser, whole: boolean): void {
  const { name, part, credential, state } = each
  const base = { credentialId: credential.id, source: state.arn }
  const deny = { key: `aws.deny-user ${name}`, until: "applied" as const, settleMs: 0 }
  const after = whole ? [deny] : []
  const covered = whole ? " The deny of the user covers it; this proves it by itself." : ""
  switch (part.form) {
    case "whole":
      return
    case "key":
      draft.add({
        ...base,
        action: "aws.deactivate-access-key",
        target: part.id,
        input: { userName: name, accessKeyId: part.id },
        why: "This key is known to be in the agent's hands.",
      })
      return
    case "cli-login":
      draft.add({
        ...base,
        action: "aws.deny-user-session",
        target: `${name} cli-login`,
        input: { userName: name, session: "cli-login", issuedAt: "" },
        after,
        why: `What aws login keeps renews itself as the user.${covered}`,
      })
      draft.manual.push(guideCliLogin(credential.id))
      return
    case "session":
      if (!whole && part.issuedAt === "") {
        draft.manual.push({
          credentialId: credential.id,
          title: `Single out session ${part.id}`,
          instructions: `CloudTrail does not say yet when it was issued, and others work as ${name}. Try again in 5 minutes, or deny the user.`,
          link: userLink(readAws(ctx).config, name),
        })
        return
      }
      draft.add({
        ...base,
        action: "aws.deny-user-session",
        target: `${name} ${part.id}`,
        input: { userName: name, session: part.id, issuedAt: part.issuedAt, ...assumed(part) },
        after,
        why: `Turning keys off does not end a session of GetSessionToken.${part.makerAssumed ? takenForGranted : covered}`,
      })
      return
    case "federated":
      draft.add({
        ...base,
        action: "aws.deny-federated-session",
        target: `${name} ${part.name}`,
        input: { userName: name, federatedName: part.name, ...assumed(part) },
        after,
        why: `A federated session works on when the key that made it is off.${part.makerAssumed ? takenForGranted : covered}`,
      })
      return
    case "other":
      draft.add({
        ...base,
        action: "aws.deactivate-other-credential",
        target: `${name} ${part.other} ${part.id}`,
        input: { userName: name, form: part.other, id: part.id },
        why: "This one is known to be in the agent's hands.",
      })
      return
    default:
      part satisfies never
  }
}

const takenForGranted =
  " CloudTrail does not name who opened it yet: it is taken to be this user's, and is not proven before that is known."

function assumed({ makerAssumed }: { makerAssumed?: true }): { makerAssumed?: true } {
  return makerAssumed ? { makerAssumed } : {}
}

/** The caches stay on the machine: they are worthless while the deny stands, and live again when it is taken back. */
export function guideCliLogin(credentialId: string) {
  return {
    credentialId,
    title: "Delete the CLI's caches on the agent's machine",
    instructions:
      "Delete ~/.aws/login/cache (or AWS_LOGIN_CACHE_DIRECTORY) and ~/.aws/cli/cache: they hold temporary credentials and a token that renews them. A copy elsewhere lives on: only the deny stops it.",
  }
}

/** Who else works as this user, in words; "" when nobody is seen. */
function sayOthers(use: UserUse, parts: UserPart[], now: Date): string {
  const held = parts.flatMap((part) => (part.form === "key" || part.form === "other" ? [part.id] : []))
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
