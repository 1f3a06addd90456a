import { RevokedLink } from "@/components/live-page/revoked-link"

export const metadata = { title: "Live link" }

export default function LiveNotFoundPage() {
  return <RevokedLink />
}
