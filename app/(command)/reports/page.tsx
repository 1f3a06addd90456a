import type { Metadata } from "next"
import { UrlState } from "@/components/patterns/url-state"
import { ReportList } from "@/components/reports/report-list"
import { Hydrated } from "@/components/shell/hydrated"
import { requireContext } from "@/lib/auth/require-context"
import { paths } from "@/lib/paths"
import { listReports } from "@/lib/reviews/data"
import { reportsQuery } from "@/lib/reviews/queries"

export const metadata: Metadata = { title: "Reports" }

export default async function ReportsPage({
  searchParams,
}: {
  searchParams: Promise<{ drills?: string | string[] }>
}) {
  const ctx = await requireContext(paths.reports())
  const includeDrills = (await searchParams).drills === "true"
  const reports = await listReports({ ctx, includeDrills })
  return (
    <Hydrated reads={[[reportsQuery(includeDrills), reports]]}>
      <UrlState>
        <ReportList />
      </UrlState>
    </Hydrated>
  )
}
