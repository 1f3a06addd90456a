import { AwsError } from "../aws-error.ts"
import type { WireService } from "../wire-service.ts"
export const s3Service: WireService = {
  name: "s3",
  anonymous: false,
  throttled: () => new AwsError("SlowDown", "Please reduce your request rate.", 503),
  parse() {
    throw new AwsError("NotImplemented", "Not yet", 501)
  },
  writeError: (error) => ({ status: 501, headers: {}, body: error.message }),
}
