import type { MessageKind } from "@/lib/messages/schema"

/** The three stakeholder templates (logic-less Mustache). An ETA and a workaround appear only when a person typed one. */
export const messageTemplates: Record<MessageKind, { subject: string; body: string }> = {
  initial: {
    subject: "[INCIDENT] Production impact from AI agent action",
    body: `{{#drill}}This is a drill on the practice range. Nothing real is affected.

{{/drill}}{{reference}} · SEV-{{severity}} · {{service}}

Impact: {{title}}. {{#impactKnown}}First destructive action at {{since}}.{{/impactKnown}}{{^impactKnown}}Noticed at {{since}}; when it began is not known yet.{{/impactKnown}} {{damageSentence}}

Status: {{containmentSentence}}

{{#workaround}}Workaround: {{workaround}}

{{/workaround}}{{#nextUpdate}}Next update by {{nextUpdate}}.{{/nextUpdate}}`,
  },
  update: {
    subject: "[INCIDENT UPDATE] {{service}} - {{phase}}",
    body: `{{#drill}}This is a drill on the practice range. Nothing real is affected.

{{/drill}}{{reference}} · SEV-{{severity}} · {{service}} - {{phase}}

Current status: {{containmentSentence}} {{damageSentence}}

Actions taken:
{{#actions}}
- {{.}}
{{/actions}}

ETA for resolution: {{#eta}}{{eta}}{{/eta}}{{^eta}}none can be given yet.{{/eta}}
Workarounds: {{#workaround}}{{workaround}}{{/workaround}}{{^workaround}}none known.{{/workaround}}

{{#nextUpdate}}Next update by {{nextUpdate}}.{{/nextUpdate}}`,
  },
  resolution: {
    subject: "[RESOLVED] {{service}} - {{reference}}",
    body: `{{#drill}}This is a drill on the practice range. Nothing real is affected.

{{/drill}}{{reference}} · SEV-{{severity}} · {{service}}

Duration: {{duration}} ({{durationUntil}}).
{{#notResolved}}The incident is not closed yet; its status is {{statusWord}}.
{{/notResolved}}
Root cause: {{rootCause}}

Resolution: {{resolution}} {{containmentSentence}}
{{lossSentence}}

Follow-up: {{reviewLine}}`,
  },
}
