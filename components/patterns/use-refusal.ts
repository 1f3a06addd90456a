"use client"

import { useQuery } from "@tanstack/react-query"
import { type Permission, refusal } from "@/lib/auth/policy"
import { meQuery } from "@/lib/auth/queries"

/** Why the viewer may not do this, for a button outside an incident; null when they may or it is not known yet. */
export function useRefusal(permission: Permission): string | null {
  const { data: me } = useQuery(meQuery())
  return me ? refusal({ kind: "person", role: me.role }, permission) : null
}
