import type { ManualStep } from "../contract"
import type { AwsConfig } from "./config"
import { consoleLink } from "./console-link"
import type { RoleUse } from "./role-use"

/** What hands a role's sessions out by itself: new ones come however often the present ones are ended. */
export type Machine = {
  /** As the trust policy names it. */
  name: string
  /** "the instance metadata of EC2" */
  by: string
  /** What the honest workload needs while the role is denied. */
  repair: string
  path: string
}

const after =
  "When the deny is taken back, machines keep refused credentials for a while: start them anew or wait for the next refresh."

const services: Record<string, Omit<Machine, "name"> | undefined> = {
  "ec2.amazonaws.com": {
    by: "the instance metadata of EC2",
    repair: `Make a role with what the workload needs and an instance profile for it, associate it with the machines in place of the present one (aws ec2 replace-iam-instance-profile-association), and take the agent's machine out. ${after}`,
    path: "/ec2/home?region=REGION#Instances:",
  },
  "ecs-tasks.amazonaws.com": {
    by: "the task metadata of ECS",
    repair: `Register a task definition with another task role, update the service to it, and force a new deployment. ${after}`,
    path: "/ecs/v2/clusters?region=REGION",
  },
  "lambda.amazonaws.com": {
    by: "Lambda",
    repair: `Give the functions another role (aws lambda update-function-configuration --role); an environment that runs keeps its old credentials until it is replaced. ${after}`,
    path: "/lambda/home?region=REGION#/functions",
  },
  "pods.eks.amazonaws.com": {
    by: "EKS Pod Identity",
    repair: `Point the pod identity association of the honest service accounts at another role and restart their pods. ${after}`,
    path: "/eks/clusters?region=REGION",
  },
}

const irsa: Omit<Machine, "name"> = {
  by: "the cluster's token issuer (IRSA)",
  repair: `Deleting the service account is not enough: STS checks a stolen token offline until it expires. Annotate the honest service accounts with another role and restart their pods. ${after}`,
  path: "/eks/clusters?region=REGION",
}

/** The machines behind a role, by its trust policy and instance profiles; a person's SAML or web sign-in is none. */
export function machinesOf(use: Pick<RoleUse, "services" | "instanceProfiles">): Machine[] {
  const found = use.services.flatMap((name): Machine[] => {
    const known = services[name]
    if (known) return [{ name, ...known }]
    if (/:oidc-provider\/oidc\.eks\./.test(name)) return [{ name, ...irsa }]
    if (!name.endsWith(".amazonaws.com") && !name.endsWith(".amazonaws.com.cn")) return []
    return [
      {
        name,
        by: name,
        repair: `Give what runs in ${name} another role with what it needs, and stop what the agent runs there. ${after}`,
        path: "/iam/home#/roles",
      },
    ]
  })
  const ec2 = services["ec2.amazonaws.com"]
  const named = found.some((each) => each.name === "ec2.amazonaws.com")
  const [profile] = use.instanceProfiles
  return profile && ec2 && !named ? [...found, { name: profile, ...ec2 }] : found
}

/** What the honest workload of a denied role needs, one step by hand per kind of machine. */
export function guideMachines(
  config: AwsConfig,
  {
    roleName,
    machines,
    credentialId,
  }: { roleName: string; machines: readonly Machine[]; credentialId: string },
): ManualStep[] {
  return machines.map(({ name, by, repair, path }) => ({
    credentialId,
    title: `Give the honest workload of ${roleName} another role (${name})`,
    instructions: `While ${roleName} is denied, everything that ${by} gives it to stands still, not the agent alone. ${repair}`,
    link: consoleLink(config, path),
  }))
}

/** Whether a session was opened by a machine: EC2 names it by the instance, the services call for it themselves. */
export function isMachineSession(
  sessionName: string,
  use: Pick<RoleUse, "sessions">,
  machines: readonly Machine[],
): boolean {
  if (machines.length === 0) return false
  if (/^i-[0-9a-f]{8,17}$/.test(sessionName)) return true
  return use.sessions.some(
    (session) =>
      session.sessionName === sessionName && machines.some((machine) => machine.name === session.callerArn),
  )
}
