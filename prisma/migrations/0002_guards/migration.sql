-- What the database itself refuses, whatever the code above it does.

-- Timeline: append-only. The only change allowed is the redaction of a body, once.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'check_violation';
END $$;

CREATE TRIGGER timeline_entry_append_only BEFORE UPDATE OR DELETE ON timeline_entry
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER timeline_entry_no_truncate BEFORE TRUNCATE ON timeline_entry
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE FUNCTION only_redaction() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.redacted_at IS NULL AND NEW.entry_id = OLD.entry_id
     AND NEW.body IS NULL AND NEW.salt IS NULL AND NEW.redacted_at IS NOT NULL
     AND NEW.redacted_by IS NOT NULL AND NEW.redacted_reason IS NOT NULL THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'timeline_body is append-only: only a redaction may change it' USING ERRCODE = 'check_violation';
END $$;

CREATE TRIGGER timeline_body_only_redaction BEFORE UPDATE ON timeline_body
  FOR EACH ROW EXECUTE FUNCTION only_redaction();
CREATE TRIGGER timeline_body_no_delete BEFORE DELETE ON timeline_body
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER timeline_body_no_truncate BEFORE TRUNCATE ON timeline_body
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Activity outside incidents: append-only as well.
CREATE TRIGGER activity_append_only BEFORE UPDATE OR DELETE ON activity
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER activity_no_truncate BEFORE TRUNCATE ON activity
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Step transitions and proofs are history: they may be added, never changed.
CREATE TRIGGER step_transition_append_only BEFORE UPDATE OR DELETE ON step_transition
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER proof_append_only BEFORE UPDATE OR DELETE ON proof
  FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Drills and real incidents never meet.
ALTER TABLE incident_connection ADD CONSTRAINT drill_uses_range_only CHECK (is_drill = is_range);
ALTER TABLE delivery ADD CONSTRAINT drill_tells_its_inbox_only CHECK (is_drill = (channel = 'drill_inbox'));

CREATE FUNCTION line_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a % never changes sides between drill and real', TG_TABLE_NAME USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER incident_side_is_fixed BEFORE UPDATE OF is_drill ON incident
  FOR EACH ROW WHEN (OLD.is_drill IS DISTINCT FROM NEW.is_drill) EXECUTE FUNCTION line_is_fixed();
CREATE TRIGGER connection_side_is_fixed BEFORE UPDATE OF is_range ON connection
  FOR EACH ROW WHEN (OLD.is_range IS DISTINCT FROM NEW.is_range) EXECUTE FUNCTION line_is_fixed();

-- Whatever works on a connection inside an incident must use one that belongs to the incident.
CREATE FUNCTION connection_belongs() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.connection_id IS NOT NULL AND NEW.incident_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM incident_connection c WHERE c.incident_id = NEW.incident_id AND c.connection_id = NEW.connection_id
  ) THEN
    RAISE EXCEPTION 'connection % does not belong to incident %', NEW.connection_id, NEW.incident_id
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER step_connection_belongs BEFORE INSERT OR UPDATE OF connection_id, incident_id ON step
  FOR EACH ROW EXECUTE FUNCTION connection_belongs();
CREATE TRIGGER source_connection_belongs BEFORE INSERT OR UPDATE OF connection_id, incident_id ON source
  FOR EACH ROW EXECUTE FUNCTION connection_belongs();
CREATE TRIGGER damage_connection_belongs BEFORE INSERT OR UPDATE OF connection_id, incident_id ON damage
  FOR EACH ROW EXECUTE FUNCTION connection_belongs();
CREATE TRIGGER identity_connection_belongs BEFORE INSERT OR UPDATE OF connection_id, incident_id ON identity
  FOR EACH ROW EXECUTE FUNCTION connection_belongs();

-- An agent of a drill holds only practice credentials, a real one only real ones.
CREATE FUNCTION credential_side() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.agent_id IS NOT NULL AND NEW.connection_id IS NOT NULL AND
     (SELECT is_drill FROM agent WHERE id = NEW.agent_id) IS DISTINCT FROM (SELECT is_range FROM connection WHERE id = NEW.connection_id) THEN
    RAISE EXCEPTION 'a practice credential belongs to a practice agent only' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER credential_side BEFORE INSERT OR UPDATE OF agent_id, connection_id ON credential
  FOR EACH ROW EXECUTE FUNCTION credential_side();

-- An approval is for what stands in the plan.
ALTER TABLE plan ADD CONSTRAINT approval_fits_plan CHECK (state = 'draft' OR approved_hash IS NULL OR approved_hash = hash);

-- Ranges of plain numbers.
ALTER TABLE incident ADD CONSTRAINT severity_range CHECK (severity BETWEEN 1 AND 4);
ALTER TABLE damage ADD CONSTRAINT grade_range CHECK (grade BETWEEN 0 AND 4);

-- One holder per role and incident at a time; one open offer per role.
CREATE UNIQUE INDEX responder_one_holder ON responder (incident_id, role) WHERE until IS NULL;
CREATE UNIQUE INDEX hand_over_one_offer ON hand_over (incident_id, role) WHERE accepted_at IS NULL AND declined_at IS NULL;
CREATE UNIQUE INDEX live_link_one ON live_link (incident_id) WHERE revoked_at IS NULL;

-- Plans and steps: one live step per target in an incident, and what was approved stays what it was.
CREATE UNIQUE INDEX step_one_live_per_target ON step (incident_id, target_key)
  WHERE state NOT IN ('planned', 'cancelled', 'skipped', 'undone');
CREATE FUNCTION step_is_as_approved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'step % was decided on: its action, target and input do not change', OLD.id
    USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER step_is_as_approved BEFORE UPDATE ON step FOR EACH ROW
  WHEN (OLD.state <> 'planned' AND (OLD.plan_id, OLD.incident_id, OLD.connection_id, OLD.credential_id, OLD.damage_id,
    OLD.action, OLD.input, OLD.target_key, OLD.irreversible, OLD.after) IS DISTINCT FROM (NEW.plan_id, NEW.incident_id,
    NEW.connection_id, NEW.credential_id, NEW.damage_id, NEW.action, NEW.input, NEW.target_key, NEW.irreversible, NEW.after))
  EXECUTE FUNCTION step_is_as_approved();
CREATE TRIGGER step_no_delete BEFORE DELETE ON step FOR EACH ROW EXECUTE FUNCTION refuse_change();
