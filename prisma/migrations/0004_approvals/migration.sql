-- CreateTable
CREATE TABLE "step_approval" (
    "id" UUID NOT NULL,
    "incident_id" UUID NOT NULL,
    "step_id" UUID NOT NULL,
    "plan_hash" TEXT NOT NULL,
    "second_person" BOOLEAN NOT NULL,
    "requested_by_id" UUID,
    "requested_by" TEXT NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "approved_by_id" UUID,
    "approved_by" TEXT,
    "approved_at" TIMESTAMPTZ(3),
    "approver_signed_in_at" TIMESTAMPTZ(3),
    "broke_glass" BOOLEAN NOT NULL DEFAULT false,
    "reason" TEXT NOT NULL DEFAULT '',
    "closed_at" TIMESTAMPTZ(3),
    "closed_by" TEXT,
    "closed_why" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "step_approval_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "step_approval_incident_id_idx" ON "step_approval"("incident_id");

-- CreateIndex
CREATE INDEX "step_approval_step_id_idx" ON "step_approval"("step_id");

-- AddForeignKey
ALTER TABLE "step_approval" ADD CONSTRAINT "step_approval_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incident"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "step_approval" ADD CONSTRAINT "step_approval_step_id_fkey" FOREIGN KEY ("step_id") REFERENCES "step"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- One request is open per step at a time.
CREATE UNIQUE INDEX step_approval_one_open ON step_approval (step_id) WHERE approved_at IS NULL AND closed_at IS NULL;

-- Nobody approves late, and a second person is another person who has just given a password.
ALTER TABLE step_approval ADD CONSTRAINT approved_in_time CHECK (approved_at IS NULL OR approved_at <= expires_at);
ALTER TABLE step_approval ADD CONSTRAINT expires_soon CHECK (expires_at <= requested_at + interval '15 minutes');
ALTER TABLE step_approval ADD CONSTRAINT second_person_differs CHECK (
  approved_at IS NULL OR NOT second_person OR broke_glass OR (
    requested_by_id IS NOT NULL AND approved_by_id IS NOT NULL AND requested_by_id <> approved_by_id
    AND approver_signed_in_at >= approved_at - interval '15 minutes'));
ALTER TABLE step_approval ADD CONSTRAINT broken_glass_has_reason CHECK (
  NOT broke_glass OR (approved_by_id IS NOT NULL AND btrim(reason) <> ''));
ALTER TABLE step_approval ADD CONSTRAINT given_or_closed CHECK (approved_at IS NULL OR closed_at IS NULL);

-- What was asked for stays what it was; a request is given or closed once.
CREATE FUNCTION approval_is_settled_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.approved_at IS NULL AND OLD.closed_at IS NULL
     AND (OLD.step_id, OLD.incident_id, OLD.plan_hash, OLD.second_person, OLD.requested_by_id, OLD.requested_by,
          OLD.requested_at, OLD.expires_at, OLD.broke_glass)
       IS NOT DISTINCT FROM (NEW.step_id, NEW.incident_id, NEW.plan_hash, NEW.second_person, NEW.requested_by_id,
          NEW.requested_by, NEW.requested_at, NEW.expires_at, NEW.broke_glass) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'approval % is settled', OLD.id USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER approval_is_settled_once BEFORE UPDATE ON step_approval
  FOR EACH ROW EXECUTE FUNCTION approval_is_settled_once();
CREATE TRIGGER step_approval_no_delete BEFORE DELETE ON step_approval
  FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- A step that cannot be taken back starts only with an approval of this plan as it stands, still in time, and by two
-- people where the severity is 1 or 2 now.
CREATE FUNCTION irreversible_needs_approval() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (
    SELECT 1 FROM step_approval a
      JOIN plan p ON p.id = NEW.plan_id
      JOIN incident i ON i.id = NEW.incident_id
     WHERE a.step_id = NEW.id AND a.plan_hash = p.hash AND a.approved_at IS NOT NULL
       AND a.expires_at >= now() AND (i.severity > 2 OR a.second_person OR a.broke_glass)
  ) THEN
    RAISE EXCEPTION 'step % cannot be taken back: it needs an approval in force', NEW.id
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER irreversible_needs_approval BEFORE UPDATE OF state ON step FOR EACH ROW
  WHEN (NEW.irreversible AND NEW.operation = 'apply' AND NEW.state IN ('approved', 'queued')
    AND OLD.state IN ('planned', 'skipped', 'stated', 'cancelled'))
  EXECUTE FUNCTION irreversible_needs_approval();
CREATE FUNCTION irreversible_starts_planned() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a step that cannot be taken back begins as planned' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER irreversible_starts_planned BEFORE INSERT ON step FOR EACH ROW
  WHEN (NEW.irreversible AND NEW.state <> 'planned') EXECUTE FUNCTION irreversible_starts_planned();
