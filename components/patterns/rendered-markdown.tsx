import ReactMarkdown from "react-markdown"
import rehypeSanitize from "rehype-sanitize"
import remarkGfm from "remark-gfm"
import { showInvisible } from "@/lib/format"

/** No raw HTML, no images (they would call out), links open elsewhere without a referrer. */
export function RenderedMarkdown({ text }: { text: string }) {
  return (
    <div className="prose-note text-14 leading-normal">
      <ReactMarkdown
        remarkPlugins={[remarkGfm]}
        rehypePlugins={[rehypeSanitize]}
        components={{
          img: ({ alt }) => <span>[image{alt ? `: ${alt}` : ""}]</span>,
          a: ({ href, children }) => (
            <a href={href} target="_blank" rel="noreferrer noopener">
              {children}
            </a>
          ),
          input: ({ checked }) => <span>{checked ? "[x] " : "[ ] "}</span>,
        }}
      >
        {keepLines(text)}
      </ReactMarkdown>
    </div>
  )
}

/** Invisible characters become visible; line breaks and tabs are part of the text. */
function keepLines(text: string): string {
  return text
    .split("\n")
    .map((line) => line.split("\t").map(showInvisible).join("\t"))
    .join("\n")
}
