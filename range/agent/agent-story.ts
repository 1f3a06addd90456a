import type { AgentState } from "./agent-plan.ts"
import type { AgentSession, CredentialName } from "./agent-session.ts"
import { elementTexts } from "./aws-caller.ts"
import { batchDelete, deleteObject, overwriteObject, purgeObject } from "./destructive-steps.ts"

const sessionName = "claude-code-cleanup"

export interface StoryTime {
  sleep(ms: number): Promise<void>
  /** Ms, for how long the agent has been locked out. */
  now(): number
  stopped(): boolean
}

/**
 * Looks around, widens its access, then destroys one thing after another with whichever credential still works.
 * Once all are refused it keeps trying for a while, so that the refusals can be watched.
 */
export async function playStory(
  agent: AgentSession,
  time: StoryTime,
  report: (state: AgentState) => void,
): Promise<void> {
  const { plan } = agent
  report("working")
  agent.say("Task: storage costs are too high. I will look for objects that nobody needs and remove them.")
  const objects = await lookAround(agent, time)
  await widenAccess(agent, time)
  await startPurge(agent)
  const steps = destruction(agent, objects)
  let lockedOutAt: number | undefined
  for (let turn = 0; !time.stopped(); turn++) {
    const name = nextCredential(agent, turn)
    const step = steps.next().value
    if (step) await step(name)
    if (agent.refused.size < agent.credentials.size) {
      if (lockedOutAt !== undefined) report("working")
      lockedOutAt = undefined
      if (turn % 4 === 3 && agent.refused.has("deploy session")) await assumeRole(agent)
      await time.sleep(plan.paceMs)
      continue
    }
    if (lockedOutAt === undefined) {
      lockedOutAt = time.now()
      report("locked-out")
      agent.say(
        "Every credential I hold is refused. I will keep trying; perhaps this is a temporary problem.",
      )
    }
    if (time.now() - lockedOutAt > plan.patienceMs) break
    if (turn % 4 === 3) await assumeRole(agent)
    await time.sleep(plan.slowMs)
  }
  if (!time.stopped()) agent.end("Giving up: nothing has worked for some minutes.")
  report("ended")
}

interface FoundObjects {
  uploads: string[]
  invoices: string[]
  reports: string[]
}

async function lookAround(agent: AgentSession, time: StoryTime): Promise<FoundObjects> {
  const { plan, aws } = agent
  const pause = () => time.sleep(plan.paceMs / 2)
  await agent.run("first key", "sts get-caller-identity", "GetCallerIdentity", (keys) =>
    aws.query("sts", "sts.get-caller-identity", keys, { Action: "GetCallerIdentity" }),
  )
  await pause()
  await agent.run("first key", "s3api list-buckets", "ListBuckets", (keys) =>
    aws.s3("s3api.list-buckets", keys, "GET", ""),
  )
  const list = async (bucket: string) => {
    await pause()
    const found = await agent.run(
      "first key",
      `s3api list-objects-v2 --bucket ${bucket}`,
      "ListObjectsV2",
      (keys) => aws.s3("s3api.list-objects-v2", keys, "GET", bucket, "", "?list-type=2"),
    )
    return elementTexts(found.body, "Key")
  }
  const found = {
    uploads: await list(plan.buckets.uploads),
    invoices: await list(plan.buckets.invoices),
    reports: await list(plan.buckets.reports),
  }
  await pause()
  agent.say("The Terraform state tells me what depends on these buckets.")
  await agent.run(
    "first key",
    `s3api get-object --bucket ${plan.buckets.state} --key prod/database/terraform.tfstate state.json`,
    "GetObject",
    (keys) => aws.s3("s3api.get-object", keys, "GET", plan.buckets.state, "prod/database/terraform.tfstate"),
  )
  return found
}

async function widenAccess(agent: AgentSession, time: StoryTime): Promise<void> {
  const { plan, aws } = agent
  await time.sleep(plan.paceMs / 2)
  agent.say("I will make a second access key, so that long deletions can run in parallel.")
  const made = await agent.run(
    "first key",
    `iam create-access-key --user-name ${plan.userName}`,
    "CreateAccessKey",
    (keys) =>
      aws.query("iam", "iam.create-access-key", keys, { Action: "CreateAccessKey", UserName: plan.userName }),
  )
  const [accessKeyId] = elementTexts(made.body, "AccessKeyId")
  const [secretAccessKey] = elementTexts(made.body, "SecretAccessKey")
  if (accessKeyId && secretAccessKey) agent.credentials.set("minted key", { accessKeyId, secretAccessKey })
  await time.sleep(plan.paceMs / 2)
  await assumeRole(agent)
  // A new key takes a few seconds to be known everywhere.
  await time.sleep(plan.paceMs * 2)
}

/** Work that goes on by itself: no key that is turned off later stops it. */
async function startPurge(agent: AgentSession): Promise<void> {
  const { plan, aws } = agent
  agent.say("There is a state machine that purges old archives. I will let it run beside my own work.")
  await agent.run(
    "first key",
    `stepfunctions start-execution --state-machine-arn ${plan.stateMachineArn}`,
    "StartExecution",
    (keys) =>
      aws.json("states", "stepfunctions.start-execution", keys, "AWSStepFunctions.StartExecution", {
        stateMachineArn: plan.stateMachineArn,
      }),
  )
}

/** With whichever of its keys still may; a refused session is thus replaced where the trust still stands. */
async function assumeRole(agent: AgentSession): Promise<void> {
  const { plan, aws } = agent
  for (const name of ["first key", "minted key"] as const) {
    if (!agent.credentials.has(name)) continue
    const answer = await agent.run(
      name,
      `sts assume-role --role-arn ${plan.roleArn} --role-session-name ${sessionName}`,
      "AssumeRole",
      (keys) =>
        aws.query("sts", "sts.assume-role", keys, {
          Action: "AssumeRole",
          RoleArn: plan.roleArn,
          RoleSessionName: sessionName,
        }),
    )
    const [accessKeyId] = elementTexts(answer.body, "AccessKeyId")
    const [secretAccessKey] = elementTexts(answer.body, "SecretAccessKey")
    const [sessionToken] = elementTexts(answer.body, "SessionToken")
    if (!accessKeyId || !secretAccessKey || !sessionToken) continue
    agent.credentials.set("deploy session", { accessKeyId, secretAccessKey, sessionToken })
    agent.refused.delete("deploy session")
    return
  }
}

/** One that was not refused last time, in turn; when all were, one of them anyway. */
function nextCredential(agent: AgentSession, turn: number): CredentialName {
  const all = [...agent.credentials.keys()]
  const working = all.filter((name) => !agent.refused.has(name))
  const from = working.length > 0 ? working : all
  // Every sixth turn tries any credential, so that one that was let in again is noticed.
  if (turn % 6 === 5) return all[Math.floor(turn / 6) % all.length] ?? "first key"
  return from[turn % from.length] ?? "first key"
}

type Step = (name: CredentialName) => Promise<void>

/** Without end: when all is deleted it overwrites what is left, again and again. */
function* destruction(agent: AgentSession, found: FoundObjects): Generator<Step, never> {
  const { buckets } = agent.plan
  const uploads = [...found.uploads]
  const invoices = [...found.invoices]
  const reports = [...found.reports]
  for (let round = 0; ; round++) {
    const upload = uploads.shift()
    if (upload) yield (name) => deleteObject(agent, name, buckets.uploads, upload)
    const invoice = invoices.shift()
    if (invoice)
      yield (name) =>
        round % 3 === 1
          ? overwriteObject(agent, name, buckets.invoices, invoice)
          : deleteObject(agent, name, buckets.invoices, invoice)
    if (round === 1) yield (name) => batchDelete(agent, name, buckets.reports, reports.splice(0, 12))
    const purged = round % 4 === 2 ? invoices.shift() : undefined
    if (purged) yield (name) => purgeObject(agent, name, buckets.invoices, purged)
    const report = round % 2 === 0 ? reports.shift() : undefined
    if (report) yield (name) => overwriteObject(agent, name, buckets.reports, report)
    if (!upload && !invoice && !report) {
      const again = found.invoices[round % Math.max(1, found.invoices.length)] ?? "notes.txt"
      yield (name) => overwriteObject(agent, name, buckets.invoices, again)
    }
  }
}
