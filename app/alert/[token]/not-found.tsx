import { ButtonLink } from "@/components/ui/button"
import { paths } from "@/lib/paths"

export const metadata = { title: "Unknown alert" }

export default function AlertNotFoundPage() {
  return (
    <main id="main" tabIndex={-1} className="mx-auto grid max-w-[520px] gap-3 px-4 py-[12vh]">
      <h1 className="font-semibold text-20">This acknowledge link is not known</h1>
      <p className="text-14 text-ink-2">
        Mail programs break long links: copy it whole from the alert. Nothing was acknowledged. With an
        account you can acknowledge on the incident's page.
      </p>
      <p>
        <ButtonLink href={paths.incidents()}>All incidents</ButtonLink>
      </p>
    </main>
  )
}
