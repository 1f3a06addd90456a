"use client"

import { timeAxis } from "@/components/damage/time-axis"
import type { Lane } from "@/lib/assessment/arrange-lanes"
import type { LaneMark } from "@/lib/assessment/schema"
import { cutMiddle, formatUtcTime, showInvisible } from "@/lib/format"

type Props = { lanes: readonly Lane[]; declaredAt: string; completeUpTo: string | null; serverNow: string }

const left = 236
const right = 1010
const height = 46
const top = 44

/** Every identity over time: what it did, and since when it is cut. The table below says the same in words. */
export function IdentityLanes({ lanes, declaredAt, completeUpTo, serverNow }: Props) {
  const axis = axisOf(lanes, declaredAt, completeUpTo, serverNow)
  const x = (iso: string) => left + axis.at(iso) * (right - left)
  const withSeconds = axis.ticks.some((tick) => tick % 60_000 !== 0)
  const said = x(declaredAt) < left + 70 ? 5 : -5
  const bottom = top + lanes.length * height
  const open = completeUpTo ? x(completeUpTo) : left
  return (
    <section
      aria-label="Identities over time, scrolls sideways"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached with the keyboard
      tabIndex={0}
      className="overflow-x-auto px-3.5 py-3"
    >
      <svg
        viewBox={`0 0 1200 ${bottom + 28}`}
        role="img"
        aria-label={`${lanes.length} identities from ${formatUtcTime(new Date(axis.from).toISOString())} to ${formatUtcTime(new Date(axis.to).toISOString())}. Filled marks are successful effects, hollow marks are denied attempts, bars show when each was cut. The table below holds the same facts.`}
        className="block w-full min-w-[1060px] fill-ink text-12"
      >
        <defs>
          <pattern
            id="lane-hatch"
            width="6"
            height="6"
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(25)"
          >
            <rect width="2" height="6" fill="var(--motion)" />
          </pattern>
        </defs>
        {axis.ticks.map((tick) => {
          const at = new Date(tick).toISOString()
          return (
            <g key={tick}>
              <text x={x(at)} y="14" textAnchor="middle" className="machine fill-ink-3 text-12">
                {formatUtcTime(at).slice(0, withSeconds ? 8 : 5)}
              </text>
              <line x1={x(at)} x2={x(at)} y1="22" y2={bottom} stroke="var(--line)" strokeDasharray="1 4" />
            </g>
          )
        })}
        <rect
          x={open}
          y="24"
          width={Math.max(0, right - open)}
          height={bottom - 28}
          fill="none"
          stroke="var(--unknown)"
          strokeDasharray="5 4"
        />
        <text x={right} y={bottom + 16} textAnchor="end" className="fill-ink-2 text-12">
          {completeUpTo
            ? `Not complete after ${formatUtcTime(completeUpTo)}: more effects may still arrive`
            : "No source can say up to when it is complete: more effects may still arrive"}
        </text>
        {lanes.map((lane, i) => (
          <LaneRow key={lane.identity.id} lane={lane} y={top + i * height} x={x} />
        ))}
        <line x1={x(declaredAt)} x2={x(declaredAt)} y1="18" y2={bottom} stroke="var(--ink)" />
        <text
          x={x(declaredAt) + said}
          y="33"
          textAnchor={said > 0 ? "start" : "end"}
          className="fill-ink text-12"
        >
          declared
        </text>
      </svg>
    </section>
  )
}

function LaneRow({ lane, y, x }: { lane: Lane; y: number; x: (iso: string) => number }) {
  const { identity, cut, depth } = lane
  const indent = Math.min(depth, 4) * 12
  const start = identity.firstSeenAt ? x(identity.firstSeenAt) : null
  const applied = cut?.appliedAt ? x(cut.appliedAt) : null
  const proven = cut?.provenAt ? x(cut.provenAt) : null
  return (
    <g transform={`translate(0,${y})`}>
      {depth > 0 ? <path d={`M${indent - 8} -12v10h5`} fill="none" stroke="var(--line-control)" /> : null}
      <text x={indent} y="2" className="machine text-12">
        <title>{showInvisible(identity.identifier)}</title>
        {cutMiddle(showInvisible(identity.label), 30 - Math.min(depth, 4) * 2)}
      </text>
      <text x={indent} y="17" className="fill-ink-2 text-12">
        {cutMiddle(showInvisible(identity.via || "where we started"), 34)}
      </text>
      <line x1={left} x2={right} y1="6" y2="6" stroke="var(--line)" />
      {start === null ? null : (
        <line
          x1={start}
          x2={applied ?? proven ?? right}
          y1="6"
          y2="6"
          stroke="var(--agent)"
          strokeWidth="2"
        />
      )}
      {applied === null ? null : (
        <rect
          x={applied}
          y="0"
          width={Math.max(2, (proven ?? right) - applied)}
          height="12"
          fill="url(#lane-hatch)"
          stroke="var(--motion)"
        />
      )}
      {proven === null ? null : (
        <rect x={proven} y="0" width={Math.max(2, right - proven)} height="12" fill="var(--proven)" />
      )}
      {identity.marks.map((mark) => (
        <Mark key={`${mark.at}${mark.kind}`} mark={mark} at={x(mark.at)} />
      ))}
      <text x={right + 12} y="10" className={proven === null ? "fill-ink-2 text-12" : "fill-proven text-12"}>
        {cutWords(lane)}
      </text>
    </g>
  )
}

function Mark({ mark, at }: { mark: LaneMark; at: number }) {
  const title = <title>{`${mark.count} ${mark.kind}, ${formatUtcTime(mark.at)}`}</title>
  switch (mark.kind) {
    case "destructive":
      return (
        <rect x={at - 1.2} y="-3" width="2.4" height="18" fill="var(--agent)">
          {title}
        </rect>
      )
    case "write":
      return (
        <rect x={at - 1} y="1" width="2" height="10" fill="var(--agent)">
          {title}
        </rect>
      )
    case "read":
      return (
        <rect x={at - 0.5} y="3" width="1.5" height="6" fill="var(--ink-3)">
          {title}
        </rect>
      )
    case "denied":
    case "failed":
      return (
        <rect
          x={at - 1.8}
          y="-2"
          width="3.6"
          height="16"
          fill="var(--surface)"
          stroke="var(--ink)"
          strokeWidth="1.2"
          strokeDasharray={mark.kind === "failed" ? "2 2" : undefined}
        >
          {title}
        </rect>
      )
  }
}

/** "03:14:22 proven"; "applied, not proven"; where the step is otherwise. */
export function cutWords({ cut }: Pick<Lane, "cut">): string {
  if (!cut) return "not asked for"
  if (cut.provenAt) return `${formatUtcTime(cut.provenAt)} proven`
  if (cut.appliedAt) return `${formatUtcTime(cut.appliedAt)} applied, not proven`
  return cut.stepState.replaceAll("_", " ")
}

function axisOf(
  lanes: readonly Lane[],
  declaredAt: string,
  completeUpTo: string | null,
  serverNow: string,
): ReturnType<typeof timeAxis> {
  const times = lanes.flatMap(({ identity, cut }) => [
    identity.firstSeenAt,
    identity.lastSeenAt,
    cut?.appliedAt ?? null,
    cut?.provenAt ?? null,
  ])
  const known = [...times, declaredAt].flatMap((iso) => (iso ? [Date.parse(iso)] : []))
  const last = Math.min(
    Date.parse(serverNow),
    Math.max(...known, completeUpTo ? Date.parse(completeUpTo) : 0) + 60_000,
  )
  const first = Math.min(...known)
  const pad = Math.max(5_000, (last - first) * 0.02)
  return timeAxis(first - pad, last + pad)
}
