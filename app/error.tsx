"use client"

import { useRouter } from "next/navigation"
import { startTransition, useEffect } from "react"
import { Button } from "@/components/ui/button"

/** A page that could not be drawn, most often since the database is gone. Tries again by itself. */
export default function ErrorPage({
  error,
  reset,
}: {
  error: Error & { digest?: string }
  reset: () => void
}) {
  const router = useRouter()
  useEffect(() => {
    const timer = setInterval(() => {
      fetch("/api/ready")
        .then((answer) => {
          if (!answer.ok) return
          startTransition(() => {
            router.refresh()
            reset()
          })
        })
        .catch(() => undefined)
    }, 5000)
    return () => clearInterval(timer)
  }, [reset, router])
  return (
    <main id="main" tabIndex={-1} className="mx-auto grid max-w-[620px] gap-3 px-4 py-[12vh]">
      <h1 className="font-semibold text-20">This page cannot be drawn now</h1>
      <p className="text-14 text-ink-2">
        Most often the database does not answer. What was recorded is kept; steps under way go on when it is
        back, and none is repeated blindly. The page tries again every 5 s.
      </p>
      <p className="text-12 text-ink-2">
        <a href="/api/ready" className="underline">
          What is ready and what is not
        </a>
        {error.digest ? (
          <>
            {" "}
            · for the log: <code>{error.digest}</code>
          </>
        ) : null}
      </p>
      <p>
        <Button onClick={reset}>Try again now</Button>
      </p>
    </main>
  )
}
