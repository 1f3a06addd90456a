import "server-only"
import type { ConnectorContext } from "../contract"
import { isPlatformError } from "../platform-error"
import { baseSts, readAws } from "./client"
import { type PrincipalArn, parsePrincipalArn } from "./parse-arn"
import { remember } from "./remember"

export type OwnIdentity = {
  accountId: string
  /** As STS names us: a user's ARN or a session's. */
  arn: string
  /** Everything that our access hangs on, ourselves first: also who takes the role for us. */
  all: PrincipalArn[]
}

/** Who we are on this connection. Read once per session of ours. */
export function ownIdentity(ctx: ConnectorContext): Promise<OwnIdentity> {
  return remember(ctx, "own-identity", 10 * 60_000, async () => {
    const base = baseSts(ctx)
    const [self, starter] = await Promise.all([
      readAws(ctx).sts.getCallerIdentity({}),
      base?.getCallerIdentity({}).catch((error: unknown) => {
        // A base that may not even ask who it is cannot be named; the role itself is still ours.
        if (isPlatformError(error)) return undefined
        throw error
      }),
    ])
    const arns = [self.Arn, starter?.Arn].filter((arn) => arn !== undefined)
    const all = arns.map(parsePrincipalArn).filter((each) => each !== null)
    return { accountId: self.Account ?? "", arn: self.Arn ?? "", all }
  })
}
