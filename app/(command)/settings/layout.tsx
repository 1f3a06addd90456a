import type { ReactNode } from "react"
import { PageHeader } from "@/components/patterns/page-header"
import { SettingsTabs } from "@/components/settings/settings-tabs"

export default function SettingsLayout({ children }: { children: ReactNode }) {
  return (
    <>
      <PageHeader
        title="Settings"
        lead="Who may do what, who is alerted, and which programs have access. Every change is recorded."
      />
      <SettingsTabs />
      {children}
    </>
  )
}
