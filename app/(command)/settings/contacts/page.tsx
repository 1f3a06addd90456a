import { ContactList } from "@/components/settings/contact-list"
import { Hydrated } from "@/components/shell/hydrated"
import { requireContext } from "@/lib/auth/require-context"
import { listContacts } from "@/lib/contacts/data"
import { contactsQuery } from "@/lib/contacts/queries"
import { pageRead } from "@/lib/http/page-read"
import { paths } from "@/lib/paths"

export const metadata = { title: "Contacts" }

export default async function ContactsPage() {
  const ctx = await requireContext(paths.contacts())
  const contacts = await pageRead(() => listContacts({ ctx }))
  return (
    <Hydrated reads={[[contactsQuery(), contacts]]}>
      <ContactList />
    </Hydrated>
  )
}
