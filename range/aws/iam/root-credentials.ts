import { AwsError, noSuchEntity } from "../aws-error.ts"
import { secretKey, uniqueId } from "../ids.ts"
import type { QueryCall, QueryOperation, QueryOperations } from "../query-service.ts"

/** Calls of the root user that name no user are about root itself. */
const onRoot: QueryOperations = {
  ListAccessKeys: {
    readOnly: true,
    run: (call) => ({
      AccessKeyMetadata: call.iam.root.keys.map((key) => ({
        AccessKeyId: key.id,
        Status: key.status,
        CreateDate: new Date(key.createdAt),
      })),
      IsTruncated: false,
    }),
  },
  CreateAccessKey: {
    readOnly: false,
    run(call) {
      const key = {
        id: uniqueId("AKIA"),
        secret: secretKey(),
        status: "Active" as const,
        createdAt: call.now,
      }
      call.iam.root.keys.push(key)
      call.context.world.ownKey(key.id, call.account)
      call.changed()
      return {
        AccessKey: {
          AccessKeyId: key.id,
          SecretAccessKey: key.secret,
          Status: key.status,
          CreateDate: new Date(key.createdAt),
        },
      }
    },
  },
  UpdateAccessKey: {
    readOnly: false,
    run(call) {
      keyOf(call).status = call.params.required("Status") === "Active" ? "Active" : "Inactive"
      call.changed()
      return undefined
    },
  },
  DeleteAccessKey: {
    readOnly: false,
    run(call) {
      const key = keyOf(call)
      call.iam.root.keys = call.iam.root.keys.filter((each) => each !== key)
      call.changed()
      return undefined
    },
  },
  GetLoginProfile: {
    readOnly: true,
    run(call) {
      if (!call.iam.root.password) throw noSuchEntity("Login Profile for User root cannot be found.")
      return { LoginProfile: { UserName: "root", CreateDate: new Date(0), PasswordResetRequired: false } }
    },
  },
  DeleteLoginProfile: {
    readOnly: false,
    run(call) {
      if (!call.iam.root.password) throw noSuchEntity("Login Profile for User root cannot be found.")
      call.iam.root.password = false
      call.changed()
      return undefined
    },
  },
  ListSigningCertificates: { readOnly: true, run: () => ({ Certificates: [], IsTruncated: false }) },
  ListMFADevices: { readOnly: true, run: () => ({ MFADevices: [], IsTruncated: false }) },
}

/** The operations with root's own credentials beside those of users. */
export function withRoot(operations: QueryOperations): QueryOperations {
  const merged = { ...operations }
  for (const [name, root] of Object.entries(onRoot)) {
    const usual = operations[name]
    if (usual) merged[name] = either(usual, root)
  }
  return merged
}

function either(usual: QueryOperation, root: QueryOperation): QueryOperation {
  const isRoot = (call: QueryCall) => call.caller.root === true && call.params.text("UserName") === undefined
  return {
    ...usual,
    resource: (call) =>
      isRoot(call) ? `arn:aws:iam::${call.account.id}:root` : (usual.resource?.(call) ?? "*"),
    facts: (call) => (isRoot(call) ? {} : (usual.facts?.(call) ?? {})),
    run: (call) => (isRoot(call) ? root.run(call) : usual.run(call)),
  }
}

function keyOf(call: QueryCall) {
  const id = call.params.required("AccessKeyId")
  const key = call.iam.root.keys.find((each) => each.id === id)
  if (key) return key
  throw noSuchEntity(`The Access Key with id ${id} cannot be found.`)
}

/** Centralised root access, as the management account sees it. */
export const rootFeatureOperations: QueryOperations = {
  ListOrganizationsFeatures: {
    readOnly: true,
    resource: () => "*",
    run(call) {
      const { organization } = call.account
      if (!organization)
        throw new AwsError("OrganizationNotFoundException", "The account is in no organization.", 404)
      return { OrganizationId: organization.id, EnabledFeatures: organization.rootFeatures }
    },
  },
}
