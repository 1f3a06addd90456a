import { CopyButton } from "@/components/patterns/copy-button"

/** What to create in AWS before the first check. The check names whatever is still missing. */
export function RoleSetUp({
  externalId,
  policy,
  organizationPolicy,
}: {
  externalId: string
  policy: string
  organizationPolicy: string
}) {
  const trust = JSON.stringify(
    {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: ["sts:AssumeRole", "sts:SetSourceIdentity"],
          Principal: { AWS: "arn:aws:iam::ACCOUNT:user-or-role/WHO-TAKES-THE-ROLE" },
          Condition: { StringEquals: { "sts:ExternalId": externalId } },
        },
      ],
    },
    null,
    2,
  )
  return (
    <div className="grid gap-4 p-3.5 text-13">
      <ol className="grid list-decimal gap-1 pl-5">
        <li>Create a role, for example FirebreakResponder, with sessions of one hour.</li>
        <li>Give it the trust policy; put in who takes the role.</li>
        <li>Attach the permissions. Tag firebreak=containable what it may deny with an inline policy.</li>
        <li>Save the connection here and check it.</li>
      </ol>
      <Document title="Trust policy" text={trust} />
      <Document title="Permissions" text={policy} />
      <details className="rounded-2 border">
        <summary className="min-h-8 px-3 py-1.5 font-medium text-13">
          For an organisation: a second role
        </summary>
        <div className="grid gap-4 border-t p-3">
          <p>
            In the management account, or a delegated administrator, create FirebreakOrg with the same trust
            policy and these permissions, and let whoever takes the role take this one too. Centralised root
            access and service control policies must be switched on there.
          </p>
          <Document title="Permissions of FirebreakOrg" text={organizationPolicy} />
        </div>
      </details>
    </div>
  )
}

export function Document({ title, text }: { title: string; text: string }) {
  return (
    <div className="min-w-0">
      <div className="mb-1 flex flex-wrap items-center gap-2">
        <h3 className="font-medium text-13">{title}</h3>
        <CopyButton text={text} name={`Copy: ${title}`} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard */}
      <section tabIndex={0} aria-label={title} className="max-h-72 overflow-auto rounded-2 border bg-well">
        <pre className="machine p-2.5 text-12">{text}</pre>
      </section>
    </div>
  )
}
