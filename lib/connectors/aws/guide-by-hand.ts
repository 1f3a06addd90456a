import type { CredentialRef, ManualStep } from "../contract"
import type { AwsConfig } from "./config"
import { consoleLink } from "./console-link"

type Guide = Omit<ManualStep, "credentialId">

/** What no action of AWS can cut off, as steps for a person with a link to where they are done; null where one can. */
export function guideByHand(config: AwsConfig, { kind, identifier, label }: CredentialRef): Guide | null {
  const name = label || identifier
  if (kind === "aws.secret")
    return {
      title: `Rotate ${name}`,
      instructions:
        "The agent read this secret. Change it where it is issued, hand the new one to whoever needs it, then state it here.",
      ...secretLink(config, identifier),
    }
  if (kind === "aws.open-session")
    return {
      title: `End ${name}`,
      instructions:
        "A deny stops new calls only: connections that are open stay open. Terminate the Session Manager session, kill the database session at the database, or take the machine off the network with another security group. Then state it here.",
      link: consoleLink(config, "/systems-manager/session-manager/sessions?region=REGION"),
    }
  return null
}

function secretLink(config: AwsConfig, identifier: string): { link?: string } {
  const region = "region=REGION"
  if (/^arn:[^:]+:secretsmanager:/.test(identifier)) {
    const secret = encodeURIComponent(identifier)
    return { link: consoleLink(config, `/secretsmanager/secret?name=${secret}&${region}`) }
  }
  if (identifier.startsWith("s3://")) {
    const bucket = identifier.slice("s3://".length).split("/")[0] ?? ""
    return { link: consoleLink(config, `/s3/buckets/${encodeURIComponent(bucket)}`) }
  }
  if (/^arn:[^:]+:ssm:|^\//.test(identifier))
    return { link: consoleLink(config, `/systems-manager/parameters?${region}`) }
  return {}
}
