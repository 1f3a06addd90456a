import "server-only"
import type { ConnectorContext } from "../contract"
import { readAws, writeAws } from "./client"
import { stopInstanceDefinition } from "./stop-instance-definition"
import { absentWork, stopHandler, type WorkReading } from "./stop-work"
import type { OneWork } from "./stop-work-definition"

export async function readInstance(ctx: ConnectorContext, { region, id }: OneWork): Promise<WorkReading> {
  const { Reservations } = await readAws(ctx)
    .ec2(region)
    .describeInstances({ InstanceIds: [id] })
  const instance = Reservations?.[0]?.Instances?.[0]
  if (!instance) throw absentWork(`The instance ${id}`)
  const word = instance.State?.Name ?? "unknown"
  const runsAs = await rolesOf(ctx, instance.IamInstanceProfile?.Arn)
  if (word === "stopped" || word === "terminated") return { phase: "ended", word, runsAs }
  return { phase: word === "stopping" || word === "shutting-down" ? "ending" : "running", word, runsAs }
}

export const stopInstance = stopHandler<OneWork>({
  definition: stopInstanceDefinition,
  read: readInstance,
  stop: async (ctx, { region, id }) => {
    const answer = await writeAws(ctx)
      .ec2(region)
      .stopInstances({ InstanceIds: [id] })
    return answer.$metadata.requestId
  },
  change: (label) => `${label} is stopped; its volumes stay, its instance store does not.`,
  collateral: { level: "unknown", statement: "whoever uses this machine", items: [] },
  resume: async (ctx, input, receipt) => {
    const { region, id } = input
    const seen = await readInstance(ctx, input)
    if (receipt.word !== "running" && receipt.word !== "pending")
      return { requestIds: [], statement: `${id} did not run before; it stays ${seen.word}.` }
    if (seen.word === "terminated")
      return { requestIds: [], statement: `${id} was terminated meanwhile and cannot be started.` }
    if (seen.phase === "running") return { requestIds: [], statement: `${id} runs already.` }
    const answer = await writeAws(ctx)
      .ec2(region)
      .startInstances({ InstanceIds: [id] })
    return {
      requestIds: [answer.$metadata.requestId ?? ""].filter(Boolean),
      statement: `${id} starts again.`,
    }
  },
})

async function rolesOf(ctx: ConnectorContext, profileArn: string | undefined): Promise<string[]> {
  const name = profileArn?.split("/").at(-1)
  if (!name) return []
  const { InstanceProfile } = await readAws(ctx)
    .iam.getInstanceProfile({ InstanceProfileName: name })
    .catch(() => ({ InstanceProfile: undefined }))
  return (InstanceProfile?.Roles ?? []).flatMap((role) => (role.Arn ? [role.Arn] : []))
}
