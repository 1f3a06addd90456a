import "server-only"
import { createTransport, type Transporter } from "nodemailer"
import { env } from "@/lib/env"

/** What became of one attempt. `in_doubt`: the message may have left, so it is never sent again by itself. */
export type Sent =
  | { outcome: "accepted"; remoteId: string }
  | { outcome: "failed"; failure: string; retry: boolean }
  | { outcome: "in_doubt"; failure: string }

let shared: { url: string; transport: Transporter } | undefined

/** Hands a plain-text mail to the SMTP server. `accepted` means that server took it, not that anybody read it. */
export async function sendMail(mail: {
  to: string
  subject: string
  text: string
  id: string
}): Promise<Sent> {
  const url = env().SMTP_URL
  if (!url) {
    return {
      outcome: "failed",
      retry: false,
      failure: "No mail server is configured (SMTP_URL). Copy the text and send it by hand.",
    }
  }
  if (shared?.url !== url) {
    shared?.transport.close()
    shared = {
      url,
      transport: createTransport(url, {
        connectionTimeout: 8_000,
        greetingTimeout: 8_000,
        socketTimeout: 15_000,
      } as object),
    }
  }
  try {
    const info = await shared.transport.sendMail({
      from: env().SMTP_FROM,
      to: mail.to,
      subject: mail.subject,
      text: mail.text,
      messageId: `<${mail.id}@firebreak>`,
      disableFileAccess: true,
      disableUrlAccess: true,
    })
    return { outcome: "accepted", remoteId: info.messageId }
  } catch (error) {
    return judge(error as { code?: string; command?: string; responseCode?: number; message?: string })
  }
}

/** Only a break after the text began to leave is doubtful; before that nothing was sent. */
function judge(error: { code?: string; command?: string; responseCode?: number; message?: string }): Sent {
  const said = (error.message ?? "no reason given").slice(0, 300)
  if (error.responseCode && error.responseCode >= 500) {
    return {
      outcome: "failed",
      retry: false,
      failure: `The mail server refused: ${said}. Check the address and the server's settings.`,
    }
  }
  if (error.responseCode)
    return { outcome: "failed", retry: true, failure: `The mail server refused for now: ${said}.` }
  if (error.command === "DATA") {
    return {
      outcome: "in_doubt",
      failure:
        "The connection broke while the text was being sent; it may have arrived. Ask the recipient before sending again.",
    }
  }
  return { outcome: "failed", retry: true, failure: `The mail server could not be reached: ${said}.` }
}
