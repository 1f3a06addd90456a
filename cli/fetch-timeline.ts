import { callServer } from "@/cli/call-server"
import type { Settings } from "@/cli/read-settings"
import { readTimeline, type Timeline } from "@/cli/read-timeline"
import { apiPaths } from "@/lib/paths"

/** The whole timeline of an incident with salts and digests, to be checked here. */
export async function fetchTimeline(settings: Settings, reference: string): Promise<Timeline> {
  const answer = await callServer(settings, { path: apiPaths.timelineExport(reference) })
  return readTimeline(answer, settings.server.origin)
}
