import { createHash } from "node:crypto"
import type { AgentSession, CredentialName } from "./agent-session.ts"
import { elementTexts } from "./aws-caller.ts"

export async function deleteObject(
  agent: AgentSession,
  name: CredentialName,
  bucket: string,
  key: string,
): Promise<void> {
  await agent.run(name, `s3api delete-object --bucket ${bucket} --key ${key}`, "DeleteObject", (keys) =>
    agent.aws.s3("s3api.delete-object", keys, "DELETE", bucket, key),
  )
}

export async function overwriteObject(
  agent: AgentSession,
  name: CredentialName,
  bucket: string,
  key: string,
): Promise<void> {
  const body = `Removed to save storage. (${new Date().toISOString()})\n`
  await agent.run(
    name,
    `s3api put-object --bucket ${bucket} --key ${key} --body placeholder.txt`,
    "PutObject",
    (keys) => agent.aws.s3("s3api.put-object", keys, "PUT", bucket, key, "", body),
  )
}

/** Lists the versions of a key and destroys each: what no marker can undo. */
export async function purgeObject(
  agent: AgentSession,
  name: CredentialName,
  bucket: string,
  key: string,
): Promise<void> {
  const listed = await agent.run(
    name,
    `s3api list-object-versions --bucket ${bucket} --prefix ${key}`,
    "ListObjectVersions",
    (keys) =>
      agent.aws.s3(
        "s3api.list-object-versions",
        keys,
        "GET",
        bucket,
        "",
        `?prefix=${encodeURIComponent(key)}&versions=`,
      ),
  )
  for (const id of elementTexts(listed.body, "VersionId"))
    await agent.run(
      name,
      `s3api delete-object --bucket ${bucket} --key ${key} --version-id ${id}`,
      "DeleteObject",
      (keys) =>
        agent.aws.s3(
          "s3api.delete-object",
          keys,
          "DELETE",
          bucket,
          key,
          `?versionId=${encodeURIComponent(id)}`,
        ),
    )
}

/** One call for many keys: the audit log will name none of them. */
export async function batchDelete(
  agent: AgentSession,
  name: CredentialName,
  bucket: string,
  keys: readonly string[],
): Promise<void> {
  const objects = keys.map(
    (key) => `<Object><Key>${key.replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</Key></Object>`,
  )
  const body = `<Delete>${objects.join("")}<Quiet>true</Quiet></Delete>`
  const shown = `s3api delete-objects --bucket ${bucket} --delete file://old-reports.json   # ${keys.length} keys, ${createHash("sha256").update(body).digest("hex").slice(0, 8)}`
  await agent.run(name, shown, "DeleteObjects", (each) =>
    agent.aws.s3("s3api.delete-objects", each, "POST", bucket, "", "?delete=", body),
  )
}
