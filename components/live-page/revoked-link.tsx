import { BrandMark } from "@/components/shell/brand"

/** An unknown and a revoked link look the same; nothing of the incident stays on the screen. */
export function RevokedLink() {
  return (
    <main id="main" tabIndex={-1} className="mx-auto grid max-w-[560px] gap-3 px-4 py-[14vh]">
      <p className="flex items-center gap-2 font-semibold text-16">
        <BrandMark />
        Firebreak
      </p>
      <div role="status">
        <h1 className="font-semibold text-20">This live link does not exist or was revoked</h1>
      </div>
      <p className="text-14 text-ink-2">
        Whoever commands the incident can send you a new one. Nothing can be read with this one any more.
      </p>
    </main>
  )
}
