"use client"

import { useQuery } from "@tanstack/react-query"
import { useRouter } from "next/navigation"
import { ActionButton } from "@/components/patterns/action-button"
import { ProblemNote } from "@/components/patterns/problem-note"
import { useSend } from "@/components/patterns/use-send"
import { refusal } from "@/lib/auth/policy"
import { meQuery } from "@/lib/auth/queries"
import { apiPaths, paths } from "@/lib/paths"

/** One press: a practice account, its agent let loose, and the incident to command. */
export function StartDrill({ yellow = false }: { yellow?: boolean }) {
  const router = useRouter()
  const { data: me } = useQuery(meQuery())
  const start = useSend<Record<string, never>, { reference: string }>({
    path: apiPaths.drills(),
    stale: [["drills"], ["incidents"]],
    onSuccess: ({ reference }) => router.push(paths.incident(reference)),
  })
  return (
    <>
      <ActionButton
        size="lg"
        tone={yellow ? "move" : "plain"}
        refusal={me ? refusal({ kind: "person", role: me.role }, "drill.start") : null}
        busy={start.isPending || start.isSuccess ? "Starting the practice cloud…" : null}
        onClick={() => start.mutate({})}
      >
        Start a drill
      </ActionButton>
      <ProblemNote error={start.error} />
    </>
  )
}
