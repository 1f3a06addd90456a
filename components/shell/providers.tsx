"use client"

import { CSPProvider } from "@base-ui/react/csp-provider"
import { QueryClient, QueryClientProvider } from "@tanstack/react-query"
import { type ReactNode, useState } from "react"
import { ApiProblem } from "@/lib/http/fetch-json"

/** What every page needs: the cache of server reads, and the nonce for styles that primitives add. */
export function Providers({ nonce, children }: { nonce: string; children: ReactNode }) {
  const [client] = useState(makeClient)
  return (
    <CSPProvider nonce={nonce}>
      <QueryClientProvider client={client}>{children}</QueryClientProvider>
    </CSPProvider>
  )
}

function makeClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        // A refusal stays a refusal; a server that is gone is asked again, ever more slowly.
        retry: (count, error) =>
          error instanceof ApiProblem && error.status >= 400 && error.status < 500 ? false : count < 3,
        retryDelay: (count) => Math.min(1000 * 2 ** count, 10_000),
      },
      mutations: { retry: false },
    },
  })
}
