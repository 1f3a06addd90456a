"use client"

import { useSuspenseQuery } from "@tanstack/react-query"
import { useEffect } from "react"
import { CatchUp } from "@/components/live-page/catch-up"
import { LiveDamage } from "@/components/live-page/live-damage"
import { LiveHead } from "@/components/live-page/live-head"
import { LiveState } from "@/components/live-page/live-state"
import { LiveTimeline } from "@/components/live-page/live-timeline"
import { RevokedLink } from "@/components/live-page/revoked-link"
import { useLiveStream } from "@/components/live-page/use-live-stream"
import { Panel } from "@/components/patterns/panel"
import { UtcTime } from "@/components/patterns/time"
import { UntrustedText } from "@/components/patterns/untrusted-text"
import { setServerNow } from "@/components/patterns/use-now"
import { BrandMark } from "@/components/shell/brand"
import { ThemeSwitch } from "@/components/shell/theme-switch"
import { ApiProblem } from "@/lib/http/fetch-json"
import { liveQuery } from "@/lib/live/queries"
import type { LiveDto } from "@/lib/live/schema"

/** What anybody with the link sees, as it happens. Nothing here can be pressed that changes anything. */
export function LivePage({ token }: { token: string }) {
  const { data, error, dataUpdatedAt } = useSuspenseQuery(liveQuery(token))
  const gone = error instanceof ApiProblem && error.status === 404
  return gone ? <RevokedLink /> : <Following token={token} data={data} error={error} readAt={dataUpdatedAt} />
}

function Following({
  token,
  data,
  error,
  readAt,
}: {
  token: string
  data: LiveDto
  error: Error | null
  readAt: number
}) {
  const status = useLiveStream(token, data.headSequence)
  useEffect(() => setServerNow(data.serverNow), [data.serverNow])
  return (
    <div className={data.isDrill ? "drill-edge" : ""}>
      <header className="flex min-h-11 flex-wrap items-center justify-between gap-x-4 gap-y-1 border-b bg-surface px-4 max-sm:px-3">
        <span className="inline-flex items-center gap-2 font-semibold tracking-tight">
          <BrandMark />
          Firebreak
        </span>
        <LiveState status={status} failed={error !== null} readAt={readAt} serverNow={data.serverNow} />
        <ThemeSwitch />
      </header>
      <main
        id="main"
        tabIndex={-1}
        className="mx-auto grid max-w-[1120px] items-start gap-3 px-4 pt-3 pb-8 max-sm:gap-2 max-sm:px-0 lg:grid-cols-[minmax(0,1fr)_380px] 2xl:max-w-[1680px] 2xl:grid-cols-[minmax(0,1fr)_560px]"
      >
        <div className="lg:col-span-full">
          <LiveHead data={data} />
        </div>
        <div className="grid min-w-0 gap-3 max-sm:gap-2">
          <CatchUp data={data} />
          <LatestMessage message={data.latestMessage} />
          <LiveDamage damage={data.damage} />
        </div>
        <LiveTimeline entries={data.timeline} head={data.headSequence} />
      </main>
    </div>
  )
}

function LatestMessage({ message }: { message: LiveDto["latestMessage"] }) {
  return (
    <Panel
      title="Latest message"
      aside={
        message ? (
          <>
            {message.kind} · <UtcTime iso={message.sentAt} /> by{" "}
            <UntrustedText text={message.sentBy} max={60} />
          </>
        ) : (
          "none was sent yet"
        )
      }
    >
      {message ? (
        <div className="grid gap-2 px-3.5 py-3 text-14 leading-relaxed">
          <p className="font-semibold">
            <UntrustedText text={message.subject} />
          </p>
          {message.body.split(/\n{2,}/).map((paragraph, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: paragraphs of one text do not move
            <p key={i} className="max-w-[72ch]">
              {paragraph.split("\n").map((line, j) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: lines of one text do not move
                <span key={j} className="block">
                  <UntrustedText text={line} />
                </span>
              ))}
            </p>
          ))}
        </div>
      ) : (
        <p className="px-3.5 py-3 text-13 text-ink-2">
          The first one is due within five minutes of the declaration.
        </p>
      )}
    </Panel>
  )
}
