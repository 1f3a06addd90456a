import { IAM } from "@aws-sdk/client-iam"
import { STS } from "@aws-sdk/client-sts"
import type { ScriptedCall, ScriptRun } from "@/scripts/bench/script-calls"

/**
 * What a person's script does: the calls one after another, through the same SDK. Takes a ScriptRun as JSON on standard
 * input and prints the milliseconds from the first call to the last answer, without the start of the process.
 */
async function main(): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of process.stdin) chunks.push(chunk)
  const { calls, region, endpoints, credentials } = JSON.parse(Buffer.concat(chunks).toString()) as ScriptRun
  const iam = new IAM({ region, endpoint: endpoints.iam, credentials })
  const sts = new STS({ region, endpoint: endpoints.sts, credentials })
  const started = performance.now()
  for (const call of calls) await make(iam, sts, call)
  console.log(performance.now() - started)
}

async function make(iam: IAM, sts: STS, { operation, resource }: ScriptedCall): Promise<unknown> {
  const [first = "", ...rest] = resource.split("/")
  const second = rest.join("/")
  switch (operation) {
    case "GetCallerIdentity":
      return sts.getCallerIdentity({})
    case "GetUser":
      return iam.getUser({ UserName: resource })
    case "GetRole":
      return iam.getRole({ RoleName: resource })
    case "ListAccessKeys":
      return iam.listAccessKeys({ UserName: resource })
    case "ListAttachedUserPolicies":
      return iam.listAttachedUserPolicies({ UserName: resource })
    case "ListAttachedRolePolicies":
      return iam.listAttachedRolePolicies({ RoleName: resource })
    case "ListUserPolicies":
      return iam.listUserPolicies({ UserName: resource })
    case "ListRolePolicies":
      return iam.listRolePolicies({ RoleName: resource })
    case "ListServiceSpecificCredentials":
      return iam.listServiceSpecificCredentials({ UserName: resource })
    case "ListSSHPublicKeys":
      return iam.listSSHPublicKeys({ UserName: resource })
    case "ListSigningCertificates":
      return iam.listSigningCertificates({ UserName: resource })
    case "ListInstanceProfilesForRole":
      return iam.listInstanceProfilesForRole({ RoleName: resource })
    case "GetAccessKeyLastUsed":
      return iam.getAccessKeyLastUsed({ AccessKeyId: resource })
    case "GetLoginProfile":
      // A user without a console sign-in answers 404.
      return iam.getLoginProfile({ UserName: resource }).catch(() => null)
    case "UpdateAccessKey":
      return iam.updateAccessKey({ AccessKeyId: first, UserName: second, Status: "Inactive" })
    case "AttachUserPolicy":
      return iam.attachUserPolicy({ UserName: first, PolicyArn: second })
    case "AttachRolePolicy":
      return iam.attachRolePolicy({ RoleName: first, PolicyArn: second })
    case "SimulatePrincipalPolicy":
      return iam.simulatePrincipalPolicy({
        PolicySourceArn: resource,
        ActionNames: ["rds:DeleteDBInstance", "s3:DeleteObject", "iam:CreateAccessKey", "sts:AssumeRole"],
      })
    default:
      throw new Error(`The script does not know ${operation}.`)
  }
}

await main()
