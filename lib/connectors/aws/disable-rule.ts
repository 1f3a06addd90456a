import "server-only"
import type { ConnectorContext } from "../contract"
import { readAws, writeAws } from "./client"
import { disableRuleDefinition } from "./disable-rule-definition"
import { stopHandler, type WorkReading } from "./stop-work"
import type { OneWork } from "./stop-work-definition"

/** "default/nightly": the bus (a partner's may hold slashes), then the rule. */
function ruleOf(id: string): { Name: string; EventBusName: string } {
  const at = id.lastIndexOf("/")
  return { Name: id.slice(at + 1), EventBusName: at > 0 ? id.slice(0, at) : "default" }
}

export async function readRule(ctx: ConnectorContext, { region, id }: OneWork): Promise<WorkReading> {
  const rule = await readAws(ctx).eventBridge(region).describeRule(ruleOf(id))
  const word = rule.State ?? "unknown"
  return {
    phase: word === "DISABLED" ? "ended" : "running",
    word,
    runsAs: rule.RoleArn ? [rule.RoleArn] : [],
  }
}

export const disableRule = stopHandler<OneWork>({
  definition: disableRuleDefinition,
  read: readRule,
  stop: async (ctx, { region, id }) => {
    const answer = await writeAws(ctx).eventBridge(region).disableRule(ruleOf(id))
    return answer.$metadata.requestId
  },
  change: (label) => `${label} starts its targets no more; what they began goes on.`,
  collateral: { level: "unknown", statement: "whatever its targets do for others", items: [] },
  resume: async (ctx, input, receipt) => {
    const { region, id } = input
    if (receipt.word === "DISABLED")
      return { requestIds: [], statement: `${id} was disabled before us and stays so.` }
    if ((await readRule(ctx, input)).phase === "running")
      return { requestIds: [], statement: `${id} is enabled already.` }
    const answer = await writeAws(ctx).eventBridge(region).enableRule(ruleOf(id))
    return {
      requestIds: [answer.$metadata.requestId ?? ""].filter(Boolean),
      statement: `${id} is enabled again.`,
    }
  },
})
