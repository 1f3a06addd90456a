import { z } from "zod"
import type { ActionDefinition } from "../contract"
import { nameOtherForm, type OtherForm, otherForms } from "./other-forms"
import { containTiming, readPermissions, userNameInput } from "./principal-input"
import { shellLine } from "./shell-quote"

const input = z.strictObject({
  userName: userNameInput,
  form: z.enum(otherForms),
  id: z.string().regex(/^[A-Z0-9]{16,128}$/, "An id has 16 to 128 capitals and digits"),
})
export type DeactivateOtherCredentialInput = z.infer<typeof input>

export const otherPermissions = [
  "iam:GetUser",
  "iam:ListServiceSpecificCredentials",
  "iam:UpdateServiceSpecificCredential",
  "iam:ListSSHPublicKeys",
  "iam:UpdateSSHPublicKey",
  "iam:ListSigningCertificates",
  "iam:UpdateSigningCertificate",
  ...readPermissions,
] as const

/** What AWS offers to prove it: nothing but the status that IAM shows. */
export const otherProofs = 1

export const otherCommands: Record<OtherForm, { list: string; update: string; id: string }> = {
  "service-specific": {
    list: "list-service-specific-credentials",
    update: "update-service-specific-credential",
    id: "--service-specific-credential-id",
  },
  "ssh-key": { list: "list-ssh-public-keys", update: "update-ssh-public-key", id: "--ssh-public-key-id" },
  "signing-certificate": {
    list: "list-signing-certificates",
    update: "update-signing-certificate",
    id: "--certificate-id",
  },
}

export const deactivateOtherCredentialDefinition: ActionDefinition<DeactivateOtherCredentialInput> = {
  ...containTiming,
  id: "aws.deactivate-other-credential",
  title: "Deactivate one service credential, SSH key or certificate",
  summary:
    "Sets this service-specific credential (also a Bedrock or CloudWatch Logs API key), SSH public key or signing certificate to inactive.",
  input,
  permissions: otherPermissions,
  collateral: "Whoever else uses this one is cut off too.",
  undo: {
    possible: true,
    warning: "Reactivating what an agent holds gives it back to the agent. Issue a new one instead.",
  },
  proofsNeeded: otherProofs,
  target: ({ userName, form, id }) => ({
    key: `user/${userName}/${form}/${id}`,
    label: `${nameOtherForm(form)} ${id} of ${userName}`,
  }),
  commands: ({ userName, form, id }) => [
    shellLine(
      "aws",
      "iam",
      otherCommands[form].update,
      "--status",
      "Inactive",
      "--user-name",
      userName,
      otherCommands[form].id,
      id,
    ),
  ],
}
