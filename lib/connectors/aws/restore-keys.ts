import "server-only"
import type { ConnectorContext, JsonObject } from "../contract"
import { PlatformError } from "../platform-error"
import { boundedPool } from "./bounded-pool"
import { readAws, writeAws } from "./client"
import { type KeyHistory, listObjectVersions } from "./list-object-versions"
import type { RestoreObjectsInput } from "./restore-bucket-objects-definition"
import { judgeKey, restoreKey } from "./restore-key"
import { type DoneLine, keepLines, type PlanLine } from "./restore-lines"

const keysAtOnce = 16
/** So many keys refused and none restored: the rest would be refused too. */
const refusedEnough = 10

export type KeysResult = { lines: DoneLine[]; todo: number; requestIds: string[] }

/**
 * Goes through the bucket page by page beside the plan and, unless `look`, restores each key that still waits. What an
 * earlier try did is found and not done again. Lines come back in the order of the plan.
 */
export async function goThroughKeys(
  ctx: ConnectorContext,
  input: RestoreObjectsInput,
  plan: readonly PlanLine[],
  { look }: { look: boolean },
): Promise<KeysResult> {
  const aws = { read: readAws(ctx), write: writeAws(ctx) }
  const place = { bucket: input.bucket, destination: input.destination }
  const wanted = new Map(plan.map((line) => [line.key, line]))
  const done = new Map<string, DoneLine>()
  const requestIds: string[] = []
  const tally = { todo: 0, restored: 0, refused: 0, message: "" }
  const pool = boundedPool(keysAtOnce)
  const settle = async (line: PlanLine, history: KeyHistory | null) => {
    ctx.signal.throwIfAborted()
    const now = await judgeKey(aws, place, line, history)
    if (now === "todo" && look) {
      tally.todo += 1
      return
    }
    const result =
      now === "todo" ? await restoreKey(aws, place, line, { signal: ctx.signal, requestIds }) : now
    done.set(line.key, result)
    if (result.outcome === "restored") tally.restored += 1
    if (result.outcome === "failed" && now === "todo") {
      tally.refused += 1
      tally.message = result.message ?? ""
      if (tally.restored === 0 && tally.refused >= refusedEnough)
        throw nothingGoes(input.bucket, tally.message)
    }
    if (done.size % 500 === 0) ctx.progress(`${done.size} of ${plan.length} keys of ${input.bucket}`)
  }
  for await (const history of listObjectVersions(aws.read, { bucket: input.bucket })) {
    const line = wanted.get(history.key)
    if (!line) continue
    wanted.delete(history.key)
    await pool.add(() => settle(line, history))
  }
  for (const line of wanted.values()) await pool.add(() => settle(line, null))
  await pool.end()
  const work = plan.filter((line) => line.step !== "none").length
  if (!look && tally.restored === 0 && work > 0 && tally.refused === work)
    throw nothingGoes(input.bucket, tally.message)
  return { lines: plan.flatMap((line) => done.get(line.key) ?? []), todo: tally.todo, requestIds }
}

function nothingGoes(bucket: string, message: string): PlatformError {
  return new PlatformError({
    kind: "refused",
    message: `No key of ${bucket} could be restored. ${message}`,
    mayHaveHappened: false,
    retryable: false,
  })
}

/** What the step leaves behind: the list of every key as evidence, and its sums. */
export async function makeReceipt(
  ctx: ConnectorContext,
  input: RestoreObjectsInput,
  snapshot: JsonObject,
  lines: readonly DoneLine[],
): Promise<JsonObject> {
  const of = (outcome: DoneLine["outcome"]) => lines.filter((line) => line.outcome === outcome)
  const list = await keepLines(ctx, {
    name: `restored-${input.bucket}.jsonl`,
    origin: `Restore of s3://${input.bucket} as of ${input.point}`,
    lines,
  })
  const failed = of("failed")
  return {
    list,
    bucket: input.bucket,
    restored: of("restored").length,
    fine: of("fine").length,
    kept: of("kept").length,
    failed: failed.length,
    failures: failed.slice(0, 10).map(({ key, message }) => ({ key, message: message ?? "" })),
    coversUntil: input.until,
    coversEffects: input.known,
    incomplete: sayIncomplete(input, snapshot, failed.length),
  }
}

function sayIncomplete(input: RestoreObjectsInput, snapshot: JsonObject, failed: number): string {
  const count = (name: string) => (typeof snapshot[name] === "number" ? snapshot[name] : 0)
  const parts = [
    [count("lost"), "no version from before is left"],
    [count("older"), "only an older version was left"],
    [count("archived"), "in an archive, not restored"],
    [failed, "not restored, S3 refused or failed"],
  ] as const
  const said = parts.filter(([n]) => n > 0).map(([n, what]) => `${n} ${n === 1 ? "key" : "keys"}: ${what}.`)
  if (input.destination)
    said.push(
      `Restored to ${input.destination.bucket}/${input.destination.prefix}; the original keys are as they were.`,
    )
  return said.join(" ")
}
