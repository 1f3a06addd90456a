import type { SigningCredentials } from "../aws/sign/sign-request.ts"
import { awsCaller, elementTexts } from "./aws-caller.ts"

export interface PipelinePlan {
  endpoints: { iam: string; sts: string; s3: string; states: string }
  region: string
  credentials: SigningCredentials
  roleArn: string
  assetsBucket: string
  paceMs: number
  clockAheadMs: number
}

/** What became of the innocent party's work, for showing what a containment costs others. */
export interface PipelineReport {
  succeeded: number
  failed: number
  lastError: string | null
  lastSuccessAt: string | null
}

/** The release pipeline: assumes the shared role for each build and publishes into the web bucket. */
export function startPipeline(plan: PipelinePlan): { report: PipelineReport; stop(): void } {
  const report: PipelineReport = { succeeded: 0, failed: 0, lastError: null, lastSuccessAt: null }
  const aws = awsCaller({
    endpoints: plan.endpoints,
    region: plan.region,
    clockAheadMs: plan.clockAheadMs,
    userAgent: () =>
      "aws-sdk-go-v2/1.41.0 ua/2.1 os/linux lang/go#1.25.3 md/GOOS#linux md/GOARCH#amd64 api/s3#1.92.0",
  })
  let build = 4180
  const turn = async () => {
    build++
    const assumed = await aws.query("sts", "", plan.credentials, {
      Action: "AssumeRole",
      RoleArn: plan.roleArn,
      RoleSessionName: `ci-release-${build}`,
    })
    const [accessKeyId = ""] = elementTexts(assumed.body, "AccessKeyId")
    const [secretAccessKey = ""] = elementTexts(assumed.body, "SecretAccessKey")
    const [sessionToken = ""] = elementTexts(assumed.body, "SessionToken")
    const result = assumed.ok
      ? await aws.s3(
          "",
          { accessKeyId, secretAccessKey, sessionToken },
          "PUT",
          plan.assetsBucket,
          `builds/${build}/manifest.json`,
          "",
          `{"build":${build}}`,
        )
      : assumed
    if (result.ok) {
      report.succeeded++
      report.lastSuccessAt = new Date(Date.now() + plan.clockAheadMs).toISOString()
    } else {
      report.failed++
      report.lastError = `${result.code}: ${result.message}`
    }
  }
  let busy = turn().catch(() => {})
  const timer = setInterval(() => {
    busy = busy.then(turn).catch(() => {})
  }, plan.paceMs)
  timer.unref()
  return { report, stop: () => clearInterval(timer) }
}
