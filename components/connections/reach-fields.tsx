import {
  configText,
  endpointText,
  otherEndpointsText,
  type ServiceName,
  serviceNames,
} from "@/components/connections/read-connection-form"
import { TextArea, TextField } from "@/components/ui/field"
import type { JsonObject } from "@/lib/connectors/contract"
import { findConnectorDefinition } from "@/lib/connectors/definitions"

const titles: Record<ServiceName, string> = { iam: "IAM", sts: "STS", cloudtrail: "CloudTrail", s3: "S3" }

type Props = { config: JsonObject | undefined; problem: (path: string) => string | undefined }

/** Where the account is read, and the addresses of private endpoints. */
export function ReachFields({ config, problem }: Props) {
  const own = serviceNames.some((service) => endpointText(config, service))
  const services = findConnectorDefinition("aws")?.services ?? []
  const others = services.filter((service) => !serviceNames.some((one) => one === service))
  const otherProblem = ["", ...others.map((service) => `.${service}`)]
    .map((name) => problem(`config.endpoints${name}`))
    .find(Boolean)
  const shown =
    own ||
    otherEndpointsText(config) !== "" ||
    ["caCertificate", "trailBuckets"].some((name) => configText(config, name))
  return (
    <>
      <TextField
        label="Regions"
        name="regions"
        required
        defaultValue={configText(config, "regions")}
        placeholder="eu-central-1, eu-west-1"
        error={problem("config.regions")}
        help="Where agents may act; the first is used for global calls. us-east-1 is always read as well, because global services log there."
        className="machine"
      />
      <details className="rounded-2 border" open={shown}>
        <summary className="min-h-8 px-3 py-1.5 font-medium text-13">
          Private endpoints, trails, delay
        </summary>
        <div className="grid gap-4 border-t p-3">
          <p className="text-12 text-ink-2">
            Empty means AWS's own addresses. Fill one in for a private endpoint or a compatible platform.
          </p>
          <div className="grid items-start gap-3 sm:grid-cols-2">
            {serviceNames.map((service) => (
              <TextField
                key={service}
                label={titles[service]}
                name={`endpoint-${service}`}
                optional
                maxLength={500}
                defaultValue={endpointText(config, service)}
                placeholder="https://"
                error={problem(`config.endpoints.${service}`)}
                className="machine"
              />
            ))}
          </div>
          <TextArea
            label="Endpoints of other services"
            name="otherEndpoints"
            optional
            rows={2}
            defaultValue={otherEndpointsText(config)}
            placeholder="organizations https://…"
            error={otherProblem}
            help={`One a line: ${others.join(", ")}.`}
            className="machine"
          />
          <TextArea
            label="Certificate authority to trust"
            name="caCertificate"
            optional
            rows={3}
            defaultValue={configText(config, "caCertificate")}
            placeholder="-----BEGIN CERTIFICATE-----"
            error={problem("config.caCertificate")}
            className="machine"
          />
          <TextArea
            label="Trail buckets"
            name="trailBuckets"
            optional
            rows={2}
            defaultValue={configText(config, "trailBuckets")}
            placeholder="company-trails/production"
            error={problem("config.trailBuckets")}
            help="One a line, with a prefix after the slash. Empty: the buckets that the account's trails name."
            className="machine"
          />
          <TextField
            label="Seconds until IAM's yes counts everywhere"
            name="propagationSeconds"
            type="number"
            min={0}
            max={300}
            optional
            defaultValue={configText(config, "propagationSeconds")}
            placeholder="5"
            error={problem("config.propagationSeconds")}
            help="No proof counts before."
          />
        </div>
      </details>
    </>
  )
}
