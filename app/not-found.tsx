import { ButtonLink } from "@/components/ui/button"
import { paths } from "@/lib/paths"

export const metadata = { title: "Not found" }

export default function NotFoundPage() {
  return (
    <main id="main" tabIndex={-1} className="mx-auto grid max-w-[620px] gap-3 px-4 py-[12vh]">
      <h1 className="font-semibold text-20">There is nothing at this address</h1>
      <p className="text-14 text-ink-2">
        The number or link may be mistyped, used up or revoked. An incident is never deleted.
      </p>
      <p>
        <ButtonLink href={paths.incidents()}>All incidents</ButtonLink>
      </p>
    </main>
  )
}
