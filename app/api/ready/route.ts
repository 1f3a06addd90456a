import { checkReady } from "@/lib/health/check-ready"

export async function GET(): Promise<Response> {
  const report = await checkReady()
  return Response.json(report, { status: report.ready ? 200 : 503, headers: { "cache-control": "no-store" } })
}
