import type { AddressInfo, Socket } from "node:net"
import { simpleParser } from "mailparser"
import { SMTPServer, type SMTPServerOptions } from "smtp-server"
import { afterEach, describe, expect, it } from "vitest"
import { sendMail } from "@/lib/deliveries/send-mail"
import { setEnv } from "@/lib/env"

type Mail = { to: string[]; raw: string }
const sockets: Socket[] = []
const stops: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
  setEnv({ SMTP_URL: "" })
})

/** A real SMTP server on a free port; SMTP_URL names it. `options` may refuse or break what they like. */
async function mailServer(options: SMTPServerOptions = {}): Promise<Mail[]> {
  const mails: Mail[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onData: (stream, session, done) => {
      const chunks: Buffer[] = []
      stream.on("data", (chunk: Buffer) => chunks.push(chunk))
      stream.on("end", () => {
        const to = session.envelope.rcptTo.map((one) => one.address)
        mails.push({ to, raw: Buffer.concat(chunks).toString("utf8") })
        done()
      })
    },
    ...options,
  })
  server.on("error", () => undefined)
  server.server.on("connection", (socket: Socket) => sockets.push(socket))
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  stops.push(() => new Promise((resolve) => server.close(() => resolve())))
  setEnv({ SMTP_URL: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}` })
  return mails
}

const mail = {
  to: "manager@example.test",
  subject: "[INCIDENT] Production impact from AI agent action",
  text: "Impact: 3 buckets – größte zuerst.\n.\nNext update: 03:29 UTC",
  id: "0198c1a2-6f0e-4c58-9a7e-2d1f3b5c7a90",
}
const refuse = (responseCode: number, message: string) => Object.assign(new Error(message), { responseCode })

describe("a mail", () => {
  it("arrives as it was written, with the id of its delivery", async () => {
    const mails = await mailServer()
    expect(await sendMail(mail)).toEqual({ outcome: "accepted", remoteId: `<${mail.id}@firebreak>` })
    expect(mails.map((one) => one.to)).toEqual([["manager@example.test"]])
    const parsed = await simpleParser(mails[0]?.raw ?? "")
    expect(parsed.subject).toBe(mail.subject)
    expect(parsed.text?.trim()).toBe(mail.text)
    expect(parsed.messageId).toBe(`<${mail.id}@firebreak>`)
    expect([parsed.html, parsed.attachments]).toEqual([false, []])
  })

  it.each([
    ["a@example.test, b@example.test", 1],
    ["a@example.test\r\nBcc: b@example.test", 1],
  ])("goes to one recipient at most: %j", async (to, most) => {
    const mails = await mailServer()
    await sendMail({ ...mail, to })
    expect(mails.flatMap((one) => one.to).length).toBeLessThanOrEqual(most)
    expect(mails.flatMap((one) => one.to)).not.toContain("b@example.test")
  })

  it("does not become a header by a line break in its subject", async () => {
    const mails = await mailServer()
    await sendMail({ ...mail, subject: "Hello\r\nBcc: b@example.test" })
    expect(mails[0]?.to).toEqual(["manager@example.test"])
    expect((await simpleParser(mails[0]?.raw ?? "")).bcc).toBeUndefined()
  })
})

describe("what became of it", () => {
  it("is failed for good when the server refuses the recipient", async () => {
    const mails = await mailServer({ onRcptTo: (_, __, done) => done(refuse(550, "no such user")) })
    expect(await sendMail(mail)).toMatchObject({
      outcome: "failed",
      retry: false,
      failure: expect.stringContaining("no such user"),
    })
    expect(mails).toEqual([])
  })

  it("is failed for now when the server asks to come again", async () => {
    await mailServer({ onMailFrom: (_, __, done) => done(refuse(450, "busy")) })
    expect(await sendMail(mail)).toMatchObject({ outcome: "failed", retry: true })
  })

  it("is failed for now when nobody answers", async () => {
    await mailServer()
    for (const stop of stops.splice(0)) await stop()
    expect(await sendMail(mail)).toMatchObject({ outcome: "failed", retry: true })
  })

  it("is in doubt when the connection breaks after the text began", async () => {
    const broken = await mailServer({
      onData: (stream) => {
        stream.resume()
        stream.on("end", () => {
          for (const socket of sockets.splice(0)) socket.destroy()
        })
      },
    })
    expect(await sendMail(mail)).toMatchObject({ outcome: "in_doubt" })
    expect(broken).toEqual([])
  })

  it("is failed without a server, and the text stays copyable", async () => {
    expect(await sendMail(mail)).toMatchObject({
      outcome: "failed",
      retry: false,
      failure: expect.stringContaining("Copy the text"),
    })
  })
})
