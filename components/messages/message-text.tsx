import { UntrustedText } from "@/components/patterns/untrusted-text"

/** A message line by line as it reads in a mail: text alone, with what hides made visible. */
export function MessageText({ text }: { text: string }) {
  return (
    <div className="machine max-w-[76ch] whitespace-pre-wrap text-13">
      {text.split("\n").map((line, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other name
        <div key={i} className="min-h-[1.4em]">
          <UntrustedText text={line} />
        </div>
      ))}
    </div>
  )
}
