-- CreateTable
CREATE TABLE "work_look" (
    "incident_id" UUID NOT NULL,
    "asked_by" TEXT NOT NULL,
    "asked_at" TIMESTAMPTZ(3) NOT NULL,
    "due_at" TIMESTAMPTZ(3),
    "looked_at" TIMESTAMPTZ(3),
    "failure" TEXT NOT NULL DEFAULT '',
    "coverage" JSONB NOT NULL DEFAULT '[]',
    "lease_owner" TEXT,
    "lease_until" TIMESTAMPTZ(3),
    "fence" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "work_look_pkey" PRIMARY KEY ("incident_id")
);

-- CreateTable
CREATE TABLE "running_work" (
    "id" UUID NOT NULL,
    "incident_id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "kind_title" TEXT NOT NULL,
    "resource" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "started_by" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "started_action" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "word" TEXT NOT NULL,
    "read_at" TIMESTAMPTZ(3) NOT NULL,
    "stop_action" TEXT,
    "stop_input" JSONB NOT NULL DEFAULT '{}',
    "guidance" TEXT NOT NULL DEFAULT '',
    "link" TEXT NOT NULL DEFAULT '',
    "found_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "running_work_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "running_work_incident_id_connection_id_key_key" ON "running_work"("incident_id", "connection_id", "key");

-- AddForeignKey
ALTER TABLE "work_look" ADD CONSTRAINT "work_look_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incident"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "running_work" ADD CONSTRAINT "running_work_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incident"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "running_work" ADD CONSTRAINT "running_work_connection_id_fkey" FOREIGN KEY ("connection_id") REFERENCES "connection"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE running_work ADD CONSTRAINT running_work_state_is_known
  CHECK (state IN ('running', 'ending', 'ended', 'unknown'));
-- What cannot be stopped says why; what can be has no excuse.
ALTER TABLE running_work ADD CONSTRAINT running_work_stop_or_reason
  CHECK (stop_action IS NULL OR guidance = '');
CREATE TRIGGER running_work_connection_belongs BEFORE INSERT OR UPDATE OF connection_id, incident_id ON running_work
  FOR EACH ROW EXECUTE FUNCTION connection_belongs();
CREATE INDEX work_look_due ON work_look (due_at) WHERE due_at IS NOT NULL;
