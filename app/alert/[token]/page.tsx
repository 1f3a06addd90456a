import type { Metadata } from "next"
import { AcknowledgeForm } from "@/components/alerts/acknowledge-form"
import { DrillTag } from "@/components/patterns/drill-tag"
import { SeverityBadge } from "@/components/patterns/severity-badge"
import { UtcDateTime } from "@/components/patterns/time"
import { UntrustedText } from "@/components/patterns/untrusted-text"
import { BrandMark } from "@/components/shell/brand"
import { Hydrated } from "@/components/shell/hydrated"
import { readAlert } from "@/lib/alerts/acknowledge-alert"
import { alertLinkQuery } from "@/lib/alerts/queries"
import { alertLinkParams } from "@/lib/alerts/schema"
import { publicContext } from "@/lib/auth/current-context"
import { pageRead } from "@/lib/http/page-read"
import { parseInput } from "@/lib/http/parse-input"
import { paths } from "@/lib/paths"

export const metadata: Metadata = { title: "Acknowledge an alert", referrer: "no-referrer" }

/** Where the link in an alert leads: no sign-in, and reading it changes nothing. */
export default async function AlertPage({ params }: { params: Promise<{ token: string }> }) {
  const given = await params
  const { token, alert } = await pageRead(async () => {
    const { token } = parseInput(alertLinkParams, given)
    return { token, alert: await readAlert({ ctx: publicContext(), token }) }
  })
  return (
    <main id="main" tabIndex={-1} className="mx-auto grid max-w-[520px] gap-5 px-4 py-[8vh]">
      <p className="flex items-center gap-2 font-semibold text-16">
        <BrandMark />
        Firebreak
      </p>
      <div className="grid gap-2">
        <p className="flex flex-wrap items-center gap-2.5">
          <SeverityBadge severity={alert.severity} />
          {alert.isDrill ? <DrillTag /> : null}
          <span className="machine text-13 text-ink-2">{alert.reference}</span>
        </p>
        <h1 className="font-semibold text-20">
          <UntrustedText text={alert.title} />
        </h1>
        <p className="text-13 text-ink-2">
          An AI agent may be acting with our credentials. <UntrustedText text={alert.contact} max={80} /> was
          alerted <UtcDateTime iso={alert.raisedAt} />.
        </p>
      </div>
      <Hydrated reads={[[alertLinkQuery(token), alert]]}>
        <AcknowledgeForm token={token} />
      </Hydrated>
      <p className="text-13">
        <a href={paths.incident(alert.reference)} className="underline">
          Open {alert.reference} (needs a sign-in)
        </a>
      </p>
    </main>
  )
}
