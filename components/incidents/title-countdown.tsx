"use client"

import { useSuspenseQuery } from "@tanstack/react-query"
import { useEffect } from "react"
import { useNow } from "@/components/patterns/use-now"
import { formatClock } from "@/lib/format"
import { incidentQuery } from "@/lib/incidents/queries"

/** What stands before the page's own title; found again by its dot, however the page changes its title. */
const ours = /^(?:Update in [\d:]+|! Update overdue [\d:]+) · /

/** The countdown to the next due update in the tab's title, on every page of an incident. Overdue is loud. */
export function TitleCountdown({ reference }: { reference: string }) {
  const { data: incident } = useSuspenseQuery(incidentQuery(reference))
  const now = useNow(incident.serverNow)
  const due = incident.nextUpdateDueAt
  const left = due ? Date.parse(due) - now : null
  useEffect(() => {
    const own = document.title.replace(ours, "")
    const prefix =
      left === null
        ? ""
        : left >= 0
          ? `Update in ${formatClock(left)} · `
          : `! Update overdue ${formatClock(-left)} · `
    if (document.title !== `${prefix}${own}`) document.title = `${prefix}${own}`
  }, [left])
  useEffect(
    () => () => {
      document.title = document.title.replace(ours, "")
    },
    [],
  )
  return null
}
