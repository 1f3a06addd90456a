/** CloudTrail's resolution is one second: 2026-11-24T03:02:13Z */
export function trailTime(time: number): string {
  return new Date(time).toISOString().replace(/\.\d{3}Z$/, "Z")
}
