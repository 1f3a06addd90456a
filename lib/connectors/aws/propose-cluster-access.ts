import "server-only"
import type { ConnectorContext, CredentialRef } from "../contract"
import { isPlatformError } from "../platform-error"
import { readAws } from "./client"
import { readCluster, readEntry, readMapping } from "./cluster-access"
import { clusterAccessPattern } from "./cluster-input"
import type { ProposalDraft } from "./proposal-draft"
import { remember } from "./remember"

type Entrant = { principalArn: string; credentialId: string }

const budgetMs = 6000
const console = "https://console.aws.amazon.com/eks/home"

/**
 * Ways into EKS clusters of the connection's regions that contained principals have: a deny does not close them, since
 * sts:GetCallerIdentity answers under any deny. What could not be looked at is a step by hand, once.
 */
export async function proposeClusterAccess(
  ctx: ConnectorContext,
  draft: ProposalDraft,
  entrants: Entrant[],
): Promise<void> {
  if (entrants.length === 0 || !hasEks(ctx)) return
  const hurried = { ...ctx, signal: AbortSignal.any([ctx.signal, AbortSignal.timeout(budgetMs)]) }
  const { clusters, unseen } = await listClusters(hurried)
  const problems = [...unseen]
  await Promise.all(
    clusters.flatMap((where) =>
      entrants.map(async (entrant) => {
        try {
          await proposeEntrant(hurried, draft, where, entrant)
        } catch (error) {
          if (!isPlatformError(error) || ctx.signal.aborted) throw error
          problems.push(`${where.clusterName}: ${error.message}`)
        }
      }),
    ),
  )
  const [first] = problems
  if (first === undefined) return
  const names = entrants.map((each) => each.principalArn.split(":").at(-1)).join(", ")
  draft.manual.push({
    credentialId: null,
    title: "Look for ways into EKS clusters",
    instructions: `Not every cluster could be looked at: ${[...new Set(problems)].slice(0, 3).join(" ")} A deny does not keep a principal out of a cluster that has an access entry or an aws-auth mapping for it. Look there for ${names}.`,
    link: console,
  })
}

/** A credential that names a cluster and a principal; false when its identifier is none. */
export async function proposeClusterCredential(
  ctx: ConnectorContext,
  draft: ProposalDraft,
  credential: CredentialRef,
): Promise<boolean> {
  const parts = clusterAccessPattern.exec(credential.identifier)
  if (!parts) return false
  const [, region = "", clusterName = "", principalArn = ""] = parts
  const entrant = { principalArn, credentialId: credential.id }
  const found = await proposeEntrant(ctx, draft, { region, clusterName }, entrant)
  if (!found)
    draft.manual.push({
      credentialId: credential.id,
      title: `Look for ${principalArn} in ${clusterName}`,
      instructions:
        "The cluster has neither an access entry nor an aws-auth mapping for it: nothing is there to remove. State it here.",
      link: console,
    })
  return true
}

async function proposeEntrant(
  ctx: ConnectorContext,
  draft: ProposalDraft,
  where: { region: string; clusterName: string },
  { principalArn, credentialId }: Entrant,
): Promise<boolean> {
  const input = { ...where, principalArn }
  const target = `${where.region}/${where.clusterName} ${principalArn}`
  const cluster = await readCluster(ctx, where)
  const [entry, mapping] = await Promise.all([
    readEntry(ctx, input),
    remember(ctx, `aws-auth ${target}`, 20_000, () => readMapping(ctx, cluster, principalArn)),
  ])
  const why =
    "Its token for the cluster is a signed GetCallerIdentity, which no deny stops: only the cluster can turn it away."
  if (entry) draft.add({ action: "aws.remove-eks-access-entry", target, input, credentialId, why })
  if (mapping.state === "mapped")
    draft.add({ action: "aws.remove-aws-auth-mapping", target, input, credentialId, why })
  if (mapping.state === "unreadable")
    draft.manual.push({
      credentialId: entry ? credentialId : null,
      title: `Read aws-auth of ${where.clusterName}`,
      instructions: `${mapping.reason} If it maps ${principalArn}, take that item out: kubectl -n kube-system edit configmap aws-auth.`,
      link: console,
    })
  return entry !== null || mapping.state === "mapped" || mapping.state === "unreadable"
}

async function listClusters(
  ctx: ConnectorContext,
): Promise<{ clusters: { region: string; clusterName: string }[]; unseen: string[] }> {
  const unseen: string[] = []
  const clusters = await Promise.all(
    readAws(ctx).config.regions.map(async (region) => {
      try {
        const names = await remember(ctx, `clusters ${region}`, 60_000, async () => {
          const found: string[] = []
          let nextToken: string | undefined
          do {
            const page = await readAws(ctx)
              .eks(region)
              .listClusters(nextToken ? { nextToken } : {})
            found.push(...(page.clusters ?? []))
            nextToken = page.nextToken
          } while (nextToken)
          return found
        })
        return names.map((clusterName) => ({ region, clusterName }))
      } catch (error) {
        if (!isPlatformError(error)) throw error
        unseen.push(`${region}: ${error.message}`)
        return []
      }
    }),
  )
  return { clusters: clusters.flat(), unseen }
}

/** A compatible platform has EKS only where the connection says its address. */
function hasEks(ctx: ConnectorContext): boolean {
  const { endpoints } = readAws(ctx).config
  return endpoints.eks !== undefined || endpoints.iam === undefined
}
