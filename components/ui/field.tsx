import { type ComponentProps, type ReactNode, useId } from "react"
import { cn } from "@/components/ui/cn"

type Common = { label: ReactNode; help?: ReactNode; error?: string | undefined; optional?: boolean }

const box =
  "w-full min-w-0 rounded-2 border border-control bg-raised px-2.5 py-1.5 text-14 text-ink aria-invalid:border-agent max-sm:min-h-11 max-sm:text-16"

/** One line of text with its label, help and error. */
export function TextField({
  label,
  help,
  error,
  optional,
  className,
  ...rest
}: Common & ComponentProps<"input">) {
  const id = useId()
  return (
    <Frame {...{ id, label, help, error, optional }}>
      <input id={id} className={cn(box, className)} {...described(id, help, error)} {...rest} />
    </Frame>
  )
}

export function TextArea({
  label,
  help,
  error,
  optional,
  className,
  rows = 4,
  ...rest
}: Common & ComponentProps<"textarea">) {
  const id = useId()
  return (
    <Frame {...{ id, label, help, error, optional }}>
      <textarea
        id={id}
        rows={rows}
        className={cn(box, className)}
        {...described(id, help, error)}
        {...rest}
      />
    </Frame>
  )
}

/** The browser's own select: right on a phone, with the keyboard and for screen readers. */
export function SelectField({
  label,
  help,
  error,
  optional,
  className,
  ...rest
}: Common & ComponentProps<"select">) {
  const id = useId()
  return (
    <Frame {...{ id, label, help, error, optional }}>
      <select id={id} className={cn(box, "min-h-8", className)} {...described(id, help, error)} {...rest} />
    </Frame>
  )
}

export function CheckField({
  label,
  help,
  error,
  ...rest
}: Omit<Common, "optional"> & ComponentProps<"input">) {
  const id = useId()
  return (
    <div className="grid grid-cols-[20px_1fr] gap-x-2 text-13">
      <input
        id={id}
        type="checkbox"
        className="mt-0.5 size-4 accent-[var(--ink)]"
        {...described(id, help, error)}
        {...rest}
      />
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      <div className="col-start-2">
        <Notes {...{ id, help, error }} />
      </div>
    </div>
  )
}

function Frame({ id, label, help, error, optional, children }: Common & { id: string; children: ReactNode }) {
  return (
    <div className="grid min-w-0 content-start gap-1">
      <label htmlFor={id} className="font-medium text-13">
        {label}
        {optional ? <span className="font-normal text-ink-3"> (optional)</span> : null}
      </label>
      {children}
      <Notes {...{ id, help, error }} />
    </div>
  )
}

function Notes({ id, help, error }: { id: string; help?: ReactNode; error?: string | undefined }) {
  return (
    <>
      {error ? (
        <p id={`${id}-error`} className="text-12 text-agent">
          {error}
        </p>
      ) : null}
      {help ? (
        <p id={`${id}-help`} className="text-12 text-ink-2">
          {help}
        </p>
      ) : null}
    </>
  )
}

function described(id: string, help: ReactNode, error: string | undefined) {
  const ids = [error ? `${id}-error` : "", help ? `${id}-help` : ""].filter(Boolean).join(" ")
  return {
    ...(ids ? { "aria-describedby": ids } : {}),
    ...(error ? { "aria-invalid": true as const } : {}),
  }
}
