import "server-only"
import type { Context } from "@/lib/context"
import { notFound } from "@/lib/errors"
import { type EvidenceFolder, evidenceFolder } from "@/lib/evidence/evidence-folder"
import { findIncident } from "./data"

/**
 * One piece of evidence of the incident as a file to keep. Whatever it holds, a browser never renders it: always an
 * attachment of bytes, in a sandbox without scripts. Its SHA-256 is checked on the way out.
 */
export async function downloadEvidence({
  ctx,
  reference,
  sha256,
  folder = evidenceFolder(),
}: {
  ctx: Context
  reference: string
  sha256: string
  folder?: EvidenceFolder
}): Promise<Response> {
  const incident = await findIncident(ctx, reference)
  const row = await ctx.db.evidence.findUnique({
    where: { incidentId_sha256: { incidentId: incident.id, sha256 } },
  })
  if (!row) throw notFound(`${reference} holds no evidence ${sha256.slice(0, 12)}. Check the SHA-256.`)
  const bytes = await folder.get(sha256)
  return new Response(Uint8Array.from(bytes), {
    headers: {
      "content-type": "application/octet-stream",
      "content-disposition": `attachment; filename="${fileName(row.name, sha256)}"`,
      "content-length": String(bytes.byteLength),
      "content-security-policy": "default-src 'none'; sandbox",
      "x-content-type-options": "nosniff",
      "cache-control": "no-store",
    },
  })
}

/** A name that no system takes for a path, a command or a header; the SHA-256 tells files of one name apart. */
function fileName(name: string, sha256: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? ""
  const plain = last
    .replaceAll(/[^A-Za-z0-9._-]+/g, "_")
    .replace(/^[._-]+/, "")
    .slice(-100)
  return `${sha256.slice(0, 12)}-${plain || "evidence"}`
}
