import "server-only"
import { setTimeout as sleep } from "node:timers/promises"
import type { ConnectorContext } from "../contract"
import { isPlatformError } from "../platform-error"
import { type CloudTrailEvent, readAws } from "./client"
import { parseAwsConfig } from "./config"

export type LookupAttribute = {
  key: "AccessKeyId" | "EventId" | "EventName" | "EventSource" | "ReadOnly" | "ResourceName" | "Username"
  value: string
}

/** CloudTrail takes two look-ups a second per account and region; a little less, because clocks differ. */
const spacingMs = 510
const maxTries = 6
/** When the next call may go out, by account and region, on the monotonic clock. */
const nextSlot = new Map<string, number>()

/**
 * Pages of the event history, newest first: the only caller of LookupEvents. Keeps to CloudTrail's rate for the whole
 * process, and waits out throttling that others in the account cause. Failures are thrown as PlatformErrors.
 */
export async function* lookUpEvents(
  ctx: ConnectorContext,
  query: { region: string; attribute?: LookupAttribute; from: Date; to: Date; maxPages?: number },
): AsyncGenerator<CloudTrailEvent[]> {
  const { region, attribute, from, to, maxPages = 400 } = query
  if (from.getTime() >= to.getTime()) return
  const input = {
    StartTime: from,
    EndTime: to,
    MaxResults: 50,
    ...(attribute
      ? { LookupAttributes: [{ AttributeKey: attribute.key, AttributeValue: attribute.value }] }
      : {}),
  }
  let token: string | undefined
  for (let page = 0; page < maxPages; page += 1) {
    const answer = await ask(ctx, region, () =>
      readAws(ctx)
        .cloudTrail(region)
        .lookupEvents(token ? { ...input, NextToken: token } : input),
    )
    if (answer.Events && answer.Events.length > 0) yield answer.Events
    token = answer.NextToken
    if (!token) return
  }
}

/** Whether a look-up could go out at once: for observations that are welcome but must not hold anything up. */
export function canLookUpNow(ctx: ConnectorContext, region: string): boolean {
  return (nextSlot.get(slotKey(ctx, region)) ?? 0) <= performance.now()
}

async function ask<T>(ctx: ConnectorContext, region: string, call: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    await waitForSlot(ctx, region)
    try {
      return await call()
    } catch (error) {
      if (!isPlatformError(error) || error.kind !== "throttled" || attempt >= maxTries) throw error
      await sleep(400 * 2 ** attempt, undefined, { signal: ctx.signal })
    }
  }
}

async function waitForSlot(ctx: ConnectorContext, region: string): Promise<void> {
  const key = slotKey(ctx, region)
  const now = performance.now()
  const slot = Math.max(now, nextSlot.get(key) ?? 0)
  nextSlot.set(key, slot + spacingMs)
  if (slot > now) await sleep(slot - now, undefined, { signal: ctx.signal })
}

function slotKey(ctx: ConnectorContext, region: string): string {
  const config = parseAwsConfig(ctx.config)
  const account = config.mode === "assume-role" ? config.roleArn.split(":")[4] : undefined
  return `${account ?? ctx.connectionId} ${region}`
}
