import { Document } from "@/components/connections/role-set-up"
import { UtcDateTime } from "@/components/patterns/time"
import { UntrustedText } from "@/components/patterns/untrusted-text"
import { StateWord } from "@/components/steps/state-word"
import type { ConnectionCheck } from "@/lib/connectors/connection-check"

const purposes = [
  { purpose: "contain", title: "Contain" },
  { purpose: "assess", title: "Assess" },
  { purpose: "restore", title: "Restore" },
  { purpose: "organization", title: "Organisation" },
] as const

const words = {
  allowed: { state: "verified", word: "Allowed" },
  denied: { state: "failed", word: "Denied" },
  unknown: { state: "unverifiable", word: "Not known" },
} as const

/** What the last check found: per permission whether we hold it and how that was proven. */
export function CheckResult({ check }: { check: ConnectionCheck }) {
  return (
    <div className={check.identity ? "grid gap-3 px-3.5 pt-3.5" : "grid gap-3 p-3.5"}>
      <p className="text-13">
        Checked <UtcDateTime iso={check.checkedAt} />
        {check.identity ? (
          <>
            {" "}
            as <UntrustedText text={check.identity} mono className="break-all" />, which is never contained.
          </>
        ) : (
          ". The sign-in failed, so nothing could be proven."
        )}
      </p>
      {check.problems.length > 0 ? (
        <div role="alert" className="rounded-2 border border-agent bg-agent-tint px-3 py-2 text-13">
          <ul className="grid gap-1">
            {check.problems.map((problem) => (
              <li key={problem}>
                <UntrustedText text={problem} />
              </li>
            ))}
          </ul>
        </div>
      ) : null}
      {check.policyToPaste ? (
        <Document title="Policy for what is missing" text={check.policyToPaste} />
      ) : null}
      {check.organizationPolicyToPaste ? (
        <Document
          title="Policy for what the organisation's role lacks"
          text={check.organizationPolicyToPaste}
        />
      ) : null}
      {check.identity ? (
        <div>
          {purposes.map((each) => (
            <PurposeTable key={each.purpose} {...each} check={check} />
          ))}
        </div>
      ) : null}
    </div>
  )
}

type Purpose = (typeof purposes)[number]

/** Closed when all is well: what needs a person stands open. */
function PurposeTable({ purpose, title, check }: Purpose & { check: ConnectionCheck }) {
  const rows = check.permissions.filter((row) => row.purpose === purpose)
  const allowed = rows.filter((row) => row.outcome === "allowed").length
  if (rows.length === 0)
    return (
      <p className="-mx-3.5 border-t px-3.5 py-2 text-12 text-ink-2">
        {purpose === "organization"
          ? "Organisation: the connection names no role in the management account."
          : `${title}: no action of this kind is installed.`}
      </p>
    )
  const order = { denied: 0, unknown: 1, allowed: 2 } as const
  const sorted = [...rows].sort((a, b) => order[a.outcome] - order[b.outcome])
  return (
    <details open={allowed < rows.length} className="-mx-3.5 border-t">
      <summary className="min-h-8 px-3.5 py-1.5 text-13">
        <span className="font-medium">{title}</span>{" "}
        <span className="machine">
          {allowed} of {rows.length}
        </span>{" "}
        permissions proven
      </summary>
      <table className="ruled ruled-stack border-t">
        <caption className="sr-only">{title}: permissions</caption>
        <thead>
          <tr>
            <th scope="col">Permission</th>
            <th scope="col">State</th>
            <th scope="col">Proven by</th>
          </tr>
        </thead>
        <tbody>
          {sorted.map((row) => (
            <tr key={row.permission}>
              <th scope="row" className="machine">
                {row.permission}
              </th>
              <td>
                <StateWord state={words[row.outcome].state} word={words[row.outcome].word}>
                  {row.note ? <UntrustedText text={row.note} /> : null}
                </StateWord>
              </td>
              <td data-label="By">{row.how === "called" ? "calling it" : "IAM's evaluator"}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  )
}
