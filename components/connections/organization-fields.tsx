import { organizationText } from "@/components/connections/read-connection-form"
import { TextArea, TextField } from "@/components/ui/field"
import type { JsonObject } from "@/lib/connectors/contract"

type Props = { config: JsonObject | undefined; problem: (path: string) => string | undefined }

/** The role in the management account: what works from above the account needs it, everything else does without. */
export function OrganizationFields({ config, problem }: Props) {
  const text = (name: string) => organizationText(config, name)
  const failed = problem("config.organization")
  return (
    <details className="rounded-2 border" open={text("roleArn") !== "" || failed !== undefined}>
      <summary className="min-h-8 px-3 py-1.5 font-medium text-13">
        Organisation: Identity Center, quarantine, guard, root
      </summary>
      <div className="grid gap-4 border-t p-3">
        <p className="text-12 text-ink-2">
          Without it, users of Identity Center, administrators that take a deny off, and root are contained by
          hand. Whoever takes the connection's own role takes this one.
        </p>
        <TextField
          label="Role in the management account"
          name="organizationRoleArn"
          optional
          defaultValue={text("roleArn")}
          placeholder="arn:aws:iam::210987654321:role/FirebreakOrg"
          error={problem("config.organization.roleArn")}
          help="Or in a delegated administrator of Organizations, Identity Center and IAM."
          className="machine"
        />
        <TextField
          label="Its external id"
          name="organizationExternalId"
          optional
          defaultValue={text("externalId")}
          error={problem("config.organization.externalId")}
          className="machine"
        />
        <TextField
          label="Region of Identity Center"
          name="organizationRegion"
          optional
          defaultValue={text("region")}
          placeholder="eu-central-1"
          error={problem("config.organization.region")}
          help="Empty: the first of the connection's regions that has it."
          className="machine"
        />
        <TextArea
          label="Never stopped by a control policy"
          name="organizationExceptArns"
          optional
          rows={2}
          defaultValue={text("exceptArns")}
          placeholder="arn:aws:iam::123456789012:role/BreakGlass"
          error={problem("config.organization.exceptArns")}
          help="One ARN a line, beside Firebreak's own. No wildcards: an agent can give its own role a name that fits."
          className="machine"
        />
      </div>
    </details>
  )
}
