"use client"

import { useQueryClient } from "@tanstack/react-query"
import { sendSignOut } from "@/lib/auth/send-sign-in"
import { paths } from "@/lib/paths"

/** Ends the session and drops all that this tab had read. */
export function useSignOut(): () => Promise<void> {
  const client = useQueryClient()
  return async () => {
    await sendSignOut().catch(() => undefined)
    client.clear()
    location.assign(paths.signIn())
  }
}
