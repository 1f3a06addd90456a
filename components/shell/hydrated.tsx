import { dehydrate, HydrationBoundary, QueryClient, type QueryKey } from "@tanstack/react-query"
import type { ReactNode } from "react"

type Props = {
  /** What the server read for the first paint: the query it answers, and its answer. */
  reads: readonly (readonly [{ queryKey: QueryKey }, unknown])[]
  children: ReactNode
}

/** Hands the server's reads to the browser's cache, so that the first paint is whole and nothing is read twice. */
export function Hydrated({ reads, children }: Props) {
  const client = new QueryClient()
  for (const [query, answer] of reads) client.setQueryData(query.queryKey, answer)
  return <HydrationBoundary state={dehydrate(client)}>{children}</HydrationBoundary>
}
