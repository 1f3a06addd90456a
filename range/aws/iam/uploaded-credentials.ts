import { createHash, randomBytes } from "node:crypto"
import { AwsError, noSuchEntity } from "../aws-error.ts"
import type { UploadedCredential, User } from "../iam-state.ts"
import { uniqueId } from "../ids.ts"
import { paginate } from "../query-params.ts"
import type { QueryCall, QueryOperation, QueryOperations } from "../query-service.ts"
import { findUser, holderFacts, userArn, userName } from "./entities.ts"
import { statusParam } from "./service-credentials.ts"

const onUser = (operation: Pick<QueryOperation, "readOnly" | "run">): QueryOperation => ({
  resource: userArn,
  facts: (call) => holderFacts(call, "User"),
  ...operation,
})

type Form = {
  field: "sshKeys" | "certificates"
  /** Parameter that names one of them, and the word IAM uses in its errors. */
  id: string
  word: string
  perUser: number
  xml: (user: User, each: UploadedCredential) => { [name: string]: string | Date }
}

const sshKey: Form = {
  field: "sshKeys",
  id: "SSHPublicKeyId",
  word: "The Public Key with id",
  perUser: 5,
  xml: (user, each) => ({
    UserName: user.name,
    SSHPublicKeyId: each.id,
    Status: each.status,
    UploadDate: new Date(each.createdAt),
  }),
}

const certificate: Form = {
  field: "certificates",
  id: "CertificateId",
  word: "The Certificate with id",
  perUser: 2,
  xml: (user, each) => ({
    UserName: user.name,
    CertificateId: each.id,
    CertificateBody: each.body,
    Status: each.status,
    UploadDate: new Date(each.createdAt),
  }),
}

/** Public keys and certificates that a user uploads: the range keeps them, no service of it takes them. */
export const uploadedCredentialOperations: QueryOperations = {
  UploadSSHPublicKey: onUser({
    readOnly: false,
    run(call) {
      const body = call.params.required("SSHPublicKeyBody")
      const { user, made } = upload(call, sshKey, uniqueId("APKA"), body)
      return {
        SSHPublicKey: {
          ...sshKey.xml(user, made),
          Fingerprint: createHash("md5")
            .update(body)
            .digest("hex")
            .replace(/..(?=.)/g, "$&:"),
          SSHPublicKeyBody: body,
        },
      }
    },
  }),
  ListSSHPublicKeys: list(sshKey, "SSHPublicKeys"),
  UpdateSSHPublicKey: setStatus(sshKey),
  DeleteSSHPublicKey: remove(sshKey),
  UploadSigningCertificate: onUser({
    readOnly: false,
    run(call) {
      const id = randomBytes(20)
        .toString("base64")
        .replaceAll(/[^A-Za-z0-9]/g, "")
        .toUpperCase()
        .padEnd(24, "X")
      const { user, made } = upload(call, certificate, id, call.params.required("CertificateBody"))
      return { Certificate: certificate.xml(user, made) }
    },
  }),
  ListSigningCertificates: list(certificate, "Certificates"),
  UpdateSigningCertificate: setStatus(certificate),
  DeleteSigningCertificate: remove(certificate),
}

function upload(call: QueryCall, form: Form, id: string, body: string) {
  const user = findUser(call.iam, userName(call))
  const held = user[form.field] ?? []
  if (held.length >= form.perUser)
    throw new AwsError("LimitExceeded", `Cannot exceed quota for ${form.field}PerUser: ${form.perUser}`, 409)
  const made: UploadedCredential = { id, body, status: "Active", createdAt: call.now }
  user[form.field] = [...held, made]
  call.changed()
  return { user, made }
}

function list(form: Form, field: string): QueryOperation {
  return onUser({
    readOnly: true,
    run(call) {
      const user = findUser(call.iam, userName(call))
      const { items, ...paging } = paginate(user[form.field] ?? [], call.params)
      return { [field]: items.map((each) => form.xml(user, each)), ...paging }
    },
  })
}

function setStatus(form: Form): QueryOperation {
  return onUser({
    readOnly: false,
    run(call) {
      const { found } = named(call, form)
      const status = statusParam(call)
      if (found.status !== status) {
        found.status = status
        call.changed()
      }
      return undefined
    },
  })
}

function remove(form: Form): QueryOperation {
  return onUser({
    readOnly: false,
    run(call) {
      const { user, found } = named(call, form)
      user[form.field] = (user[form.field] ?? []).filter((each) => each.id !== found.id)
      call.changed()
      return undefined
    },
  })
}

function named(call: QueryCall, form: Form): { user: User; found: UploadedCredential } {
  const user = findUser(call.iam, userName(call))
  const id = call.params.required(form.id)
  const found = user[form.field]?.find((each) => each.id === id)
  if (found === undefined) throw noSuchEntity(`${form.word} ${id} cannot be found.`)
  return { user, found }
}
