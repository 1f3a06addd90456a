import { CloudTrailClient } from "@aws-sdk/client-cloudtrail"
import { IAMClient } from "@aws-sdk/client-iam"
import { S3Client } from "@aws-sdk/client-s3"
import { STSClient } from "@aws-sdk/client-sts"
import { controlClient } from "../control/control-client.ts"
import { type RangeOptions, startRange } from "../start-range.ts"

export interface TestCredentials {
  accessKeyId: string
  secretAccessKey: string
  sessionToken?: string
}

/** A clock that runs with the real one, and jumps when told. */
export function jumpingClock() {
  let ahead = 0
  return {
    now: () => Date.now() + ahead,
    jump(ms: number) {
      ahead += ms
    },
  }
}

/** A range of its own for one test file, and real SDK clients on it. */
export async function startTestRange(options: RangeOptions = {}) {
  const clock = jumpingClock()
  const range = await startRange({ clock, propagationMs: 0, deliveryMs: 0, ...options })
  const common = (credentials: TestCredentials, region: string) => ({
    credentials,
    region,
    maxAttempts: 1,
  })
  return {
    range,
    clock,
    control: controlClient(range.control),
    iam: (keys: TestCredentials) =>
      new IAMClient({ ...common(keys, "us-east-1"), endpoint: range.endpoints.iam }),
    sts: (keys: TestCredentials, region = "eu-west-1") =>
      new STSClient({ ...common(keys, region), endpoint: range.endpoints.sts }),
    s3: (keys: TestCredentials, region = "eu-west-1") =>
      new S3Client({ ...common(keys, region), endpoint: range.endpoints.s3, forcePathStyle: true }),
    cloudtrail: (keys: TestCredentials, region = "us-east-1") =>
      new CloudTrailClient({ ...common(keys, region), endpoint: range.endpoints.cloudtrail }),
  }
}

/** The error's name and message, or "ok": for refusals told apart by AWS's code. */
export async function outcome(promise: Promise<unknown>): Promise<string> {
  try {
    await promise
    return "ok"
  } catch (error) {
    return error instanceof Error ? error.name : String(error)
  }
}
