import { expect } from "@playwright/test"
import { startDrill, test } from "./fixtures"

test("every page has a policy that no script of others passes, and no page breaks it", async ({
  app,
  signedIn,
}) => {
  const { page } = await signedIn("administrator", "Ines Okafor")
  const broken: string[] = []
  page.on("console", (message) => {
    if (/Content Security Policy|Refused to/.test(message.text())) broken.push(message.text())
  })
  const reference = await startDrill(page)
  const places = ["", "/timeline", "/containment", "/damage", "/recovery", "/messages", "/review"]
  const all = [
    ...places.map((place) => `/incidents/${reference}${place}`),
    ...["/incidents", "/declare", "/agents", "/agents/new", "/connections", "/connections/new", "/drills"],
    ...[
      "/reports",
      "/settings",
      "/settings/accounts",
      "/settings/contacts",
      "/settings/tokens",
      "/settings/sessions",
    ],
    ...["/docs/errors/conflict", "/nothing-here"],
  ]
  const nonces = new Set<string>()
  for (const place of all) {
    const answer = await page.goto(place)
    const policy = answer?.headers()["content-security-policy"] ?? ""
    expect(policy, place).toContain("default-src 'none'")
    const nonce = /script-src 'nonce-([^']+)' 'strict-dynamic'/.exec(policy)?.[1] ?? ""
    expect(nonce.length, place).toBeGreaterThan(16)
    nonces.add(nonce)
    expect(answer?.headers()["x-powered-by"], place).toBeUndefined()
    await expect(page.getByRole("heading").first()).toBeVisible()
  }
  expect(nonces.size).toBe(all.length)
  expect(broken).toEqual([])

  // What a client says about our own headers counts for nothing.
  const forged = await page.request.get(`${app.url}/incidents`, {
    headers: { "x-nonce": "forged", "content-security-policy": "default-src *" },
  })
  expect(forged.headers()["content-security-policy"]).not.toContain("forged")
  expect(await forged.text()).not.toContain('nonce="forged"')
  const action = await page.request.post(`${app.url}/incidents`, {
    headers: { "next-action": "0".repeat(40) },
  })
  expect(action.status()).toBe(404)
  const elsewhere = await page.request.post(`${app.url}/api/incidents`, {
    headers: { origin: "https://elsewhere.example", "sec-fetch-site": "cross-site" },
    data: { title: "forged", severity: 1 },
  })
  expect(elsewhere.status()).toBe(403)
})

test("ten tabs share one stream, and each shows what is new", async ({ signedIn, browser }) => {
  const { page, context } = await signedIn("operator", "Ines Okafor")
  const reference = await startDrill(page)
  const tabs = [page]
  while (tabs.length < 10) tabs.push(await context.newPage())
  for (const tab of tabs) {
    await tab.goto(`/incidents/${reference}/timeline`)
    await expect(tab.getByRole("listitem").first()).toBeVisible()
  }
  const cdp = await browser.newBrowserCDPSession()
  const { targetInfos } = await cdp.send("Target.getTargets")
  const mine = targetInfos.filter(
    ({ type, url }) => type === "shared_worker" && url.endsWith("/live-worker.js"),
  )
  expect(new Set(mine.map(({ browserContextId }) => browserContextId)).size).toBe(mine.length)
  const said = await page.request.post(`/api/incidents/${reference}/notes`, {
    data: { text: "to every tab" },
  })
  expect(said.status()).toBe(201)
  for (const tab of tabs) await expect(tab.getByRole("button", { name: /\d+ new/ })).toBeVisible()
})
