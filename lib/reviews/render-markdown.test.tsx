import fc from "fast-check"
import { renderToStaticMarkup } from "react-dom/server"
import { describe, expect, it } from "vitest"
import { RenderedMarkdown } from "@/components/patterns/rendered-markdown"
import { showInvisible } from "@/lib/format"
import { computeMetrics } from "@/lib/reviews/compute-metrics"
import { draftReview } from "@/lib/reviews/draft-review"
import { mergeFields, toContent, toFields } from "@/lib/reviews/edit-fields"
import { escapeMarkdown } from "@/lib/reviews/escape-markdown"
import { renderMarkdown } from "@/lib/reviews/render-markdown"
import { type ReviewDto, type ReviewFacts, reviewContentSchema } from "@/lib/reviews/schema"

const html = (markdown: string) => renderToStaticMarkup(<RenderedMarkdown text={markdown} />)
const words = (markup: string) =>
  markup
    .replace(/<[^>]+>/g, "")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#x27;", "'")
    .replaceAll("&amp;", "&")

/** Tags that text of others must not bring; an address may become a link to itself. */
function tagsIn(markup: string): string[] {
  return [...markup.matchAll(/<(\w+)/g)]
    .map(([, tag]) => tag ?? "")
    .filter((tag) => !["div", "p", "a", "br"].includes(tag))
}

/** Links that show something else than where they go. */
function misleadingLinks(markup: string): string[] {
  return [...markup.matchAll(/<a href="([^"]*)"[^>]*>(.*?)<\/a>/g)]
    .filter(([, href, shown]) => !decodeURI(href ?? "").endsWith(shown ?? ""))
    .map(([link]) => link)
}

const hostile = [
  "[free](https://evil.test)",
  "![x](https://evil.test/x.png)",
  "<img src=x onerror=alert(1)>",
  "<script>alert(1)</script>",
  "a | b | c",
  "**bold** _it_ ~~no~~ `code`",
  "# heading",
  "- item",
  "1. item",
  "1) item",
  "--- ",
  "===",
  "> quote",
  "\\[x\\](y)",
  "&lt;b&gt; &amp;",
  "[x]: https://evil.test",
  "[^1] note",
  "- [ ] task",
  "``` fence",
  "$$ math $$",
]

describe("escaped text", () => {
  it.each(hostile)("stays text: %s", (text) => {
    const markup = html(escapeMarkdown(text))
    expect(tagsIn(markup)).toEqual([])
    expect(misleadingLinks(markup)).toEqual([])
    expect(words(markup)).toBe(showInvisible(text.replace(/\s+/g, " ").trim()))
  })

  it("stays one text whatever it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme-composite", maxLength: 60 }), (text) => {
        const escaped = escapeMarkdown(text)
        expect(escaped).not.toMatch(/[\n\r]/)
        expect(showInvisible(escaped)).toBe(escaped)
      }),
    )
  })
})

const facts: ReviewFacts = {
  reference: "INC-47",
  isDrill: false,
  title: "title",
  service: "",
  severity: 1,
  status: "resolved",
  declaredAt: "2026-11-23T03:12:04.000Z",
  detectedAt: "2026-11-23T03:11:00.000Z",
  impactStartedAt: null,
  containedAt: null,
  recoveredAt: null,
  resolvedAt: "2026-11-23T04:51:00.000Z",
  agent: "",
  agentKind: "",
  agentVersion: "",
  agentRunBy: "",
  agentInstruction: "",
  commander: "",
  metrics: computeMetrics({
    impactStartedAt: null,
    detectedAt: "2026-11-23T03:11:00.000Z",
    containedAt: null,
    recoveredAt: null,
    resolvedAt: "2026-11-23T04:51:00.000Z",
  }),
  damage: [],
  sources: [],
  containment: [],
  minted: 0,
  timeline: [],
  timelineTotal: 0,
  headSequence: 1,
  headHash: "0".repeat(64),
}

const withText = (text: string): ReviewFacts => ({
  ...facts,
  title: text,
  agent: text,
  agentRunBy: text,
  agentInstruction: text,
  damage: Array.from({ length: 30 }, () => ({
    name: text,
    resourceType: "AWS::S3::Bucket",
    effect: "deleted",
    statement: text,
    state: "no_way_back",
    by: [text],
  })),
  sources: Array.from({ length: 30 }, (_, i) => ({
    label: `${i} ${text}`,
    completeUpTo: null,
    cannotSee: [text, String(i)],
  })),
  timeline: Array.from({ length: 50 }, (_, i) => ({
    sequence: i,
    kind: "incident.declared",
    occurredAt: "2026-11-23T03:11:00.000Z",
    actor: text,
    actorKind: "person",
    text,
  })),
})

describe("a draft", () => {
  it("can always be saved as it is, whatever the facts hold", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 2_000 }), (text) => {
        expect(reviewContentSchema.safeParse(draftReview(withText(text))).error?.issues ?? []).toEqual([])
      }),
      { numRuns: 60 },
    )
    for (const text of ["&".repeat(3_000), "\u202e".repeat(3_000), "*".repeat(3_000), "🪣".repeat(3_000)])
      expect(reviewContentSchema.safeParse(draftReview(withText(text))).success).toBe(true)
  })

  it("survives the form unchanged", () => {
    const content = draftReview(withText("a | b"))
    expect(toContent(toFields(content))).toEqual(content)
  })
})

describe("the Markdown", () => {
  it("holds every section, and hostile facts break none of them", () => {
    for (const text of hostile) {
      const review: ReviewDto = {
        state: "draft",
        content: draftReview(withText(text)),
        version: 0,
        updatedAt: facts.declaredAt,
        updatedBy: "x",
        completedAt: null,
        facts: withText(text),
        actionItems: [
          {
            id: "1",
            title: text,
            type: "prevent",
            owner: text,
            dueOn: null,
            done: false,
            doneAt: null,
            doneBy: null,
            overdue: false,
            version: 1,
          },
        ],
        suggestions: [],
        mayNotEdit: null,
        mayNotComplete: null,
      }
      const markdown = renderMarkdown(review)
      const headings = [...markdown.matchAll(/^#{1,2} (.*)$/gm)].map(([, heading]) => heading)
      expect(headings.slice(1)).toEqual([
        "Summary",
        "What happened",
        "Impact",
        "Times",
        "Damage",
        "What each source could tell",
        "Root cause",
        "Contributing factors",
        "What went well",
        "What went badly",
        "Where we were lucky",
        "Action items",
        "Timeline",
      ])
      const markup = html(markdown)
      const own = ["h1", "h2", "ul", "ol", "li", "span", "table", "thead", "tbody", "tr", "th", "td"]
      expect(tagsIn(markup).filter((tag) => !own.includes(tag))).toEqual(["code"])
      expect(misleadingLinks(markup)).toEqual([])
      for (const row of markdown.split("\n").filter((line) => /^\| \d+ \|/.test(line)))
        expect(row.replaceAll("\\|", "").split("|")).toHaveLength(6)
    }
  })
})

describe("merging", () => {
  const base = toFields(draftReview(facts))

  it("takes what only one changed, keeps mine where both did, and tells theirs", () => {
    const mine = { ...base, summary: "mine", rootCause: "mine" }
    const theirs = { ...base, summary: "theirs", lucky: "theirs", rootCause: "mine" }
    const { merged, clashes } = mergeFields(base, mine, theirs)
    expect([merged.summary, merged.lucky, merged.rootCause]).toEqual(["mine", "theirs", "mine"])
    expect(clashes).toEqual({ summary: "theirs" })
  })

  it("never loses a typed word", () => {
    const text = fc.string({ maxLength: 4 })
    fc.assert(
      fc.property(text, text, text, (b, m, t) => {
        const { merged, clashes } = mergeFields(
          { ...base, summary: b },
          { ...base, summary: m },
          { ...base, summary: t },
        )
        if (m !== b) expect(merged.summary).toBe(m)
        else expect(merged.summary).toBe(t)
        if (m !== b && t !== b && t !== m) expect(clashes.summary).toBe(t)
      }),
    )
  })
})
