import "server-only"
import type { Applied, ConnectorContext, JsonObject, ProofObservation, ReadBack } from "../contract"
import { isPlatformError, PlatformError } from "../platform-error"
import { readAws, writeAws } from "./client"
import { nameOtherForm, type OtherForm } from "./other-forms"
import { asObject, text } from "./read-record"

/** A credential of a user that is neither an access key nor a password. */
export type OtherCredential = {
  form: OtherForm
  id: string
  /** "Active", "Inactive", "Expired", or a word that AWS adds later. */
  status: string
  createdAt: string
  /** "Bedrock API key ACCA..." */
  label: string
}

const forms: readonly OtherForm[] = ["service-specific", "ssh-key", "signing-certificate"]

/** Everything of these forms that the user has; `unread` names the forms that IAM did not tell of. */
export async function listOtherCredentials(
  ctx: ConnectorContext,
  userName: string,
): Promise<{ found: OtherCredential[]; unread: string[] }> {
  const lists = await Promise.all(
    forms.map((form) =>
      listForm(ctx, userName, form).catch((error: unknown) => {
        // Not every platform knows every form, and not every access may ask: that must hold nothing up.
        if (isPlatformError(error) && !ctx.signal.aborted) return null
        throw error
      }),
    ),
  )
  return {
    found: lists.flatMap((list) => list ?? []),
    unread: forms.filter((_, i) => lists[i] === null).map((form) => `${nameOtherForm(form)}s`),
  }
}

export async function listForm(
  ctx: ConnectorContext,
  userName: string,
  form: OtherForm,
): Promise<OtherCredential[]> {
  const { iam } = readAws(ctx)
  const user = { UserName: userName }
  const row = (
    id: string | undefined,
    status: string | undefined,
    at: Date | undefined,
    service?: string,
  ) => ({
    form,
    id: id ?? "",
    status: `${status ?? "unknown"}`,
    createdAt: at?.toISOString() ?? "",
    label: `${nameOtherForm(form, service)} ${id ?? ""}`,
  })
  switch (form) {
    case "service-specific": {
      const { ServiceSpecificCredentials = [] } = await iam.listServiceSpecificCredentials(user)
      return ServiceSpecificCredentials.map((each) =>
        row(each.ServiceSpecificCredentialId, each.Status, each.CreateDate, each.ServiceName),
      )
    }
    case "ssh-key": {
      const { SSHPublicKeys = [] } = await iam.listSSHPublicKeys(user)
      return SSHPublicKeys.map((each) => row(each.SSHPublicKeyId, each.Status, each.UploadDate))
    }
    case "signing-certificate": {
      const { Certificates = [] } = await iam.listSigningCertificates(user)
      return Certificates.map((each) => row(each.CertificateId, each.Status, each.UploadDate))
    }
  }
}

type Status = "Active" | "Inactive"
type One = { form: OtherForm; id: string }

async function setStatus(ctx: ConnectorContext, userName: string, one: One, Status: Status): Promise<string> {
  const { iam } = writeAws(ctx)
  const user = { UserName: userName, Status }
  const send = () => {
    switch (one.form) {
      case "service-specific":
        return iam.updateServiceSpecificCredential({ ...user, ServiceSpecificCredentialId: one.id })
      case "ssh-key":
        return iam.updateSSHPublicKey({ ...user, SSHPublicKeyId: one.id })
      case "signing-certificate":
        return iam.updateSigningCertificate({ ...user, CertificateId: one.id })
    }
  }
  return (await send()).$metadata.requestId ?? ""
}

/** Those wanted: one, or all of the user. `unread` is empty where the one wanted could be asked for. */
async function wanted(ctx: ConnectorContext, userName: string, only?: One) {
  if (!only) return listOtherCredentials(ctx, userName)
  const list = await listForm(ctx, userName, only.form)
  return { found: list.filter((each) => each.id === only.id), unread: [] }
}

/** Turns every active one off, those included that were made since the snapshot. */
export async function turnOffOthers(
  ctx: ConnectorContext,
  userName: string,
  snapshot: JsonObject,
  only?: One,
): Promise<Applied> {
  const { found } = await wanted(ctx, userName, only)
  const active = found.filter(isActive)
  const answers = await Promise.allSettled(active.map((each) => setStatus(ctx, userName, each, "Inactive")))
  const failed = answers.find((answer) => answer.status === "rejected")
  if (failed) {
    const some = answers.some((answer) => answer.status === "fulfilled")
    throw some && isPlatformError(failed.reason) ? partly(failed.reason, active.length) : failed.reason
  }
  const deactivated = unique([...activeBefore(snapshot, only), ...active])
  return {
    receipt: receiptOf(snapshot, deactivated),
    changed: active.length > 0,
    requestIds: answers.flatMap((a) => (a.status === "fulfilled" && a.value ? [a.value] : [])),
  }
}

/** Some are off already: saying that nothing happened would be wrong. */
function partly(error: PlatformError, count: number): PlatformError {
  return new PlatformError(
    {
      kind: error.kind,
      message: `Not every one of ${count} credentials could be deactivated. ${error.message}`,
      mayHaveHappened: true,
      retryable: error.retryable,
      code: error.code,
    },
    error,
  )
}

export async function readBackOthers(
  ctx: ConnectorContext,
  userName: string,
  snapshot: JsonObject,
  only?: One,
): Promise<ReadBack> {
  const { found } = await wanted(ctx, userName, only)
  if (found.some(isActive)) return { outcome: "not_applied", requestIds: [] }
  const receipt = receiptOf(snapshot, activeBefore(snapshot, only))
  return { outcome: "applied", receipt, requestIds: [] }
}

/**
 * Whether IAM shows each of them inactive now. It is the only sign there is: AWS notes no last use of these forms, and
 * what is signed in with an inactive one is refused before CloudTrail sees it.
 */
export async function proveOthersAreOff(
  ctx: ConnectorContext,
  userName: string,
  only?: One,
): Promise<ProofObservation> {
  const { found, unread } = await wanted(ctx, userName, only)
  const active = found.filter(isActive)
  const seen = { kind: "read-back", observedAt: ctx.now() }
  if (active.length > 0)
    return {
      ...seen,
      outcome: "contradicts",
      statement: `IAM shows as active for ${userName}: ${active.map((each) => each.label).join(", ")}.`,
      // Made, or turned on again, while the first change propagated.
      reapply: true,
    }
  if (unread.length > 0)
    return {
      ...seen,
      outcome: "cannot_tell",
      statement: `IAM did not say whether ${userName} has ${unread.join(", ")}.`,
    }
  const names = found.map((each) => each.label).join(", ")
  const what = only ? `${nameOtherForm(only.form)} ${only.id}` : "further credential"
  return {
    ...seen,
    outcome: "holds",
    statement: names
      ? `IAM shows as inactive for ${userName}: ${names}. AWS offers no second sign for this form.`
      : `IAM shows no ${what} of ${userName} any more.`,
  }
}

export async function turnOnOthers(
  ctx: ConnectorContext,
  userName: string,
  receipt: JsonObject,
): Promise<{ requestIds: string[]; statement: string }> {
  const ours = readList(receipt.deactivated)
  const on: OtherCredential[] = []
  const requestIds: string[] = []
  for (const form of forms) {
    const mine = ours.filter((each) => each.form === form)
    if (mine.length === 0) continue
    for (const each of await listForm(ctx, userName, form)) {
      if (each.status !== "Inactive" || !mine.some(({ id }) => id === each.id)) continue
      const id = await setStatus(ctx, userName, each, "Active")
      if (id) requestIds.push(id)
      on.push(each)
    }
  }
  const names = on.map((each) => each.label).join(", ")
  return {
    requestIds,
    statement: names
      ? `Active again: ${names}. Whoever holds them can use them.`
      : "None of them was inactive and still there; nothing was changed.",
  }
}

function isActive({ status }: { status: string }): boolean {
  return status === "Active"
}

function activeBefore(snapshot: JsonObject, only?: One): One[] {
  const listed = Array.isArray(snapshot.others) ? snapshot.others.map(asObject) : []
  const active = readList(listed.filter((each) => each.status === "Active"))
  return active.filter((each) => !only || (each.form === only.form && each.id === only.id))
}

function readList(value: unknown): One[] {
  const list = Array.isArray(value) ? value.map(asObject) : []
  return list.flatMap((each) => {
    const form = forms.find((one) => one === each.form)
    return form ? [{ form, id: text(each.id) }] : []
  })
}

function unique(list: readonly One[]): One[] {
  return [...new Map(list.map(({ form, id }) => [`${form} ${id}`, { form, id }])).values()]
}

function receiptOf(snapshot: JsonObject, deactivated: One[]): JsonObject {
  return { arn: text(snapshot.arn), deactivated: deactivated.map((each) => ({ ...each })) }
}
