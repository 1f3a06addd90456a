import "server-only"
import type { ConnectorContext } from "../contract"
import { isPlatformError } from "../platform-error"
import { readAws } from "./client"
import { remember } from "./remember"

/** Users that the console makes by itself to own long-term API keys. */
const madeForKey = /^(BedrockAPIKey|CloudWatchLogsAPIKey|CWLAPIKey)-/i

type Owned = { userName: string; id: string; service: string; active: boolean }

/** Every service-specific credential of the account with its owner; null when IAM did not say. */
export function listAccountCredentials(ctx: ConnectorContext): Promise<Owned[] | null> {
  return remember(ctx, "account-service-credentials", 10_000, async () => {
    try {
      const found: Owned[] = []
      let Marker: string | undefined
      do {
        const page = await readAws(ctx).iam.listServiceSpecificCredentials({
          AllUsers: true,
          ...(Marker ? { Marker } : {}),
        })
        for (const each of page.ServiceSpecificCredentials ?? [])
          found.push({
            userName: each.UserName ?? "",
            id: each.ServiceSpecificCredentialId ?? "",
            service: each.ServiceName ?? "",
            active: each.Status === "Active",
          })
        Marker = page.IsTruncated ? page.Marker : undefined
      } while (Marker)
      return found
    } catch (error) {
      if (isPlatformError(error) && !ctx.signal.aborted) return null
      throw error
    }
  })
}

/** Whose service-specific credential this id is; null when nobody's, or when IAM does not say. */
export async function findCredentialOwner(ctx: ConnectorContext, id: string): Promise<string | null> {
  const all = await listAccountCredentials(ctx)
  return all?.find((each) => each.id === id)?.userName ?? null
}

/** Users that AWS made to own API keys that are active: an agent that asks for such a key acts as one of them. */
export async function listKeyUsers(ctx: ConnectorContext): Promise<string[]> {
  const all = (await listAccountCredentials(ctx)) ?? []
  const names = all
    .filter((each) => each.active && madeForKey.test(each.userName))
    .map((each) => each.userName)
  return [...new Set(names)]
}
