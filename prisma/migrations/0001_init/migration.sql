-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "assessment_state" AS ENUM ('queued', 'reading', 'finished', 'failed', 'cancelled');

-- CreateEnum
CREATE TYPE "damage_state" AS ENUM ('damaged', 'planned', 'restoring', 'restored', 'partly_restored', 'no_way_back', 'accepted');

-- CreateEnum
CREATE TYPE "credential_origin" AS ENUM ('registered', 'identified', 'minted', 'found');

-- CreateEnum
CREATE TYPE "incident_status" AS ENUM ('declared', 'contained', 'assessing', 'recovering', 'monitoring', 'resolved', 'reviewed');

-- CreateEnum
CREATE TYPE "incident_role" AS ENUM ('commander', 'operations', 'communications', 'scribe');

-- CreateEnum
CREATE TYPE "first_step_kind" AS ENUM ('stop', 'revoke', 'assess', 'alert');

-- CreateEnum
CREATE TYPE "contact_kind" AS ENUM ('on_call_engineer', 'infrastructure_team', 'manager', 'stakeholder');

-- CreateEnum
CREATE TYPE "message_kind" AS ENUM ('initial', 'update', 'resolution');

-- CreateEnum
CREATE TYPE "delivery_channel" AS ENUM ('email', 'webhook', 'drill_inbox');

-- CreateEnum
CREATE TYPE "delivery_state" AS ENUM ('queued', 'sending', 'accepted', 'failed', 'in_doubt');

-- CreateEnum
CREATE TYPE "account_role" AS ENUM ('administrator', 'operator', 'viewer');

-- CreateEnum
CREATE TYPE "plan_kind" AS ENUM ('contain', 'restore');

-- CreateEnum
CREATE TYPE "plan_state" AS ENUM ('draft', 'approved', 'finished', 'cancelled');

-- CreateEnum
CREATE TYPE "step_state" AS ENUM ('planned', 'approved', 'queued', 'snapshotted', 'attempting', 'applied', 'verifying', 'verified', 'unverifiable', 'stated', 'in_doubt', 'ineffective', 'failed', 'skipped', 'cancelled', 'undone');

-- CreateEnum
CREATE TYPE "review_state" AS ENUM ('draft', 'in_review', 'reviewed');

-- CreateTable
CREATE TABLE "assessment" (
    "id" UUID NOT NULL,
    "incident_id" UUID NOT NULL,
    "state" "assessment_state" NOT NULL DEFAULT 'queued',
    "window_from" TIMESTAMPTZ(3) NOT NULL,
    "window_to" TIMESTAMPTZ(3) NOT NULL,
    "follow" BOOLEAN NOT NULL DEFAULT true,
    "requested_by" TEXT NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "progress" TEXT NOT NULL DEFAULT '',
    "failure" TEXT NOT NULL DEFAULT '',
    "due_at" TIMESTAMPTZ(3),
    "lease_owner" TEXT,
    "lease_until" TIMESTAMPTZ(3),
    "fence" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "assessment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "source" (
    "id" UUID NOT NULL,
    "incident_id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "covered_from" TIMESTAMPTZ(3),
    "complete_up_to" TIMESTAMPTZ(3),
    "lateness_note" TEXT NOT NULL DEFAULT '',
    "cannot_see" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "records" INTEGER NOT NULL DEFAULT 0,
    "last_read_at" TIMESTAMPTZ(3),
    "failure" TEXT NOT NULL DEFAULT '',
    "cursor" JSONB,

    CONSTRAINT "source_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "evidence" (
    "id" UUID NOT NULL,
    "incident_id" UUID NOT NULL,
    "sha256" TEXT NOT NULL,
    "bytes" BIGINT NOT NULL,
    "media_type" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "origin" TEXT NOT NULL,
    "collected_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "evidence_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "effect_file" (
    "id" UUID NOT NULL,
    "incident_id" UUID NOT NULL,
    "sha256" TEXT NOT NULL,
    "scope" TEXT NOT NULL DEFAULT '',
    "rows" INTEGER NOT NULL,
    "first_at" TIMESTAMPTZ(3),
    "last_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "replaced_at" TIMESTAMPTZ(3),

    CONSTRAINT "effect_file_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "identity" (
    "id" UUID NOT NULL,
    "incident_id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "identifier" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "parent_id" UUID,
    "via" TEXT NOT NULL DEFAULT '',
    "origin" TEXT NOT NULL DEFAULT 'seed',
    "first_seen_at" TIMESTAMPTZ(3),
    "last_seen_at" TIMESTAMPTZ(3),
    "last_success_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3),
    "succeeded" INTEGER NOT NULL DEFAULT 0,
    "denied" INTEGER NOT NULL DEFAULT 0,
    "destructive" INTEGER NOT NULL DEFAULT 0,
    "agent_mark" TEXT NOT NULL DEFAULT '',
    "credential_id" UUID,

    CONSTRAINT "identity_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "damage" (
    "id" UUID NOT NULL,
    "incident_id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "resource" TEXT NOT NULL,
    "resource_type" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "region" TEXT NOT NULL DEFAULT '',
    "grade" INTEGER NOT NULL,
    "effect" TEXT NOT NULL,
    "statement" TEXT NOT NULL,
    "by" TEXT[],
    "actor" TEXT NOT NULL,
    "succeeded" INTEGER NOT NULL DEFAULT 0,
    "denied" INTEGER NOT NULL DEFAULT 0,
    "first_at" TIMESTAMPTZ(3),
    "last_at" TIMESTAMPTZ(3),
    "state" "damage_state" NOT NULL DEFAULT 'damaged',
    "state_reason" TEXT NOT NULL DEFAULT '',
    "options_state" TEXT NOT NULL DEFAULT 'not_looked',
    "detail" JSONB NOT NULL DEFAULT '{}',
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "damage_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "restore_option" (
    "id" UUID NOT NULL,
    "damage_id" UUID NOT NULL,
    "action" TEXT NOT NULL,
    "method" TEXT NOT NULL,
    "input" JSONB NOT NULL,
    "available" BOOLEAN NOT NULL,
    "reason" TEXT NOT NULL DEFAULT '',
    "point" TIMESTAMPTZ(3),
    "expected_loss" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3),
    "estimate_seconds" INTEGER,
    "preflight" JSONB NOT NULL DEFAULT '[]',
    "detail" JSONB NOT NULL DEFAULT '{}',
    "computed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "restore_option_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "counter" (
    "name" TEXT NOT NULL,
    "value" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "counter_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "setting" (
    "key" TEXT NOT NULL,
    "value" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_by_id" UUID,

    CONSTRAINT "setting_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "activity" (
    "id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "kind" TEXT NOT NULL,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT,
    "actor_label" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "detail" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "activity_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "connection" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "connector" TEXT NOT NULL,
    "is_range" BOOLEAN NOT NULL DEFAULT false,
    "config" JSONB NOT NULL,
    "secret_sealed" TEXT,
    "account_id" TEXT,
    "last_checked_at" TIMESTAMPTZ(3),
    "last_check" JSONB,
    "created_by_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "archived_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "connection_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "protected_identity" (
    "id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "pattern" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "created_by_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "protected_identity_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "agent" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "version" TEXT NOT NULL DEFAULT '',
    "owner" TEXT NOT NULL DEFAULT '',
    "runs_on" TEXT NOT NULL DEFAULT '',
    "notes" TEXT NOT NULL DEFAULT '',
    "is_drill" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "archived_at" TIMESTAMPTZ(3),
    "row_version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "agent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "credential" (
    "id" UUID NOT NULL,
    "agent_id" UUID,
    "incident_id" UUID,
    "connection_id" UUID,
    "kind" TEXT NOT NULL,
    "identifier" TEXT NOT NULL,
    "label" TEXT NOT NULL DEFAULT '',
    "origin" "credential_origin" NOT NULL,
    "detail" JSONB NOT NULL DEFAULT '{}',
    "added_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "removed_at" TIMESTAMPTZ(3),
    "stated_by_id" UUID,
    "stated_by" TEXT,
    "stated_at" TIMESTAMPTZ(3),
    "stated_note" TEXT,

    CONSTRAINT "credential_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "incident" (
    "id" UUID NOT NULL,
    "reference" TEXT NOT NULL,
    "is_drill" BOOLEAN NOT NULL DEFAULT false,
    "title" TEXT NOT NULL,
    "severity" INTEGER NOT NULL,
    "status" "incident_status" NOT NULL DEFAULT 'declared',
    "status_stated_by_id" UUID,
    "status_stated_at" TIMESTAMPTZ(3),
    "status_reason" TEXT,
    "service" TEXT NOT NULL DEFAULT '',
    "summary" TEXT NOT NULL DEFAULT '',
    "declared_by_id" UUID,
    "declared_by_label" TEXT NOT NULL,
    "declared_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "detected_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "impact_started_at" TIMESTAMPTZ(3),
    "contained_at" TIMESTAMPTZ(3),
    "recovered_at" TIMESTAMPTZ(3),
    "resolved_at" TIMESTAMPTZ(3),
    "reviewed_at" TIMESTAMPTZ(3),
    "agent_id" UUID,
    "agent_kind" TEXT NOT NULL DEFAULT '',
    "agent_version" TEXT NOT NULL DEFAULT '',
    "agent_run_by" TEXT NOT NULL DEFAULT '',
    "agent_instruction" TEXT NOT NULL DEFAULT '',
    "next_update_due_at" TIMESTAMPTZ(3),
    "workaround" TEXT NOT NULL DEFAULT '',
    "eta_text" TEXT NOT NULL DEFAULT '',
    "phase" TEXT NOT NULL DEFAULT '',
    "head_sequence" INTEGER NOT NULL DEFAULT 0,
    "head_hash" TEXT NOT NULL DEFAULT '',
    "drill" JSONB,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "incident_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "incident_connection" (
    "incident_id" UUID NOT NULL,
    "is_drill" BOOLEAN NOT NULL,
    "connection_id" UUID NOT NULL,
    "is_range" BOOLEAN NOT NULL,
    "added_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "incident_connection_pkey" PRIMARY KEY ("incident_id","connection_id")
);

-- CreateTable
CREATE TABLE "responder" (
    "id" UUID NOT NULL,
    "incident_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "role" "incident_role" NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "until" TIMESTAMPTZ(3),

    CONSTRAINT "responder_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "hand_over" (
    "id" UUID NOT NULL,
    "incident_id" UUID NOT NULL,
    "role" "incident_role" NOT NULL,
    "from_user_id" UUID,
    "to_user_id" UUID NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',
    "offered_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "accepted_at" TIMESTAMPTZ(3),
    "declined_at" TIMESTAMPTZ(3),

    CONSTRAINT "hand_over_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "first_step" (
    "incident_id" UUID NOT NULL,
    "kind" "first_step_kind" NOT NULL,
    "stated_by_id" UUID NOT NULL,
    "stated_by" TEXT NOT NULL,
    "stated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "note" TEXT NOT NULL,

    CONSTRAINT "first_step_pkey" PRIMARY KEY ("incident_id","kind")
);

-- CreateTable
CREATE TABLE "live_link" (
    "id" UUID NOT NULL,
    "incident_id" UUID NOT NULL,
    "token_hash" TEXT NOT NULL,
    "token_sealed" TEXT NOT NULL,
    "created_by_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "live_link_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "contact" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "kind" "contact_kind" NOT NULL,
    "email" TEXT,
    "webhook_url" TEXT,
    "webhook_shape" TEXT,
    "webhook_secret_sealed" TEXT,
    "receives_alerts" BOOLEAN NOT NULL DEFAULT true,
    "receives_messages" BOOLEAN NOT NULL DEFAULT false,
    "position" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "archived_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "contact_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "alert" (
    "id" UUID NOT NULL,
    "incident_id" UUID NOT NULL,
    "contact_id" UUID,
    "contact_label" TEXT NOT NULL,
    "contact_kind" "contact_kind" NOT NULL,
    "raised_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "escalate_at" TIMESTAMPTZ(3),
    "escalated_at" TIMESTAMPTZ(3),
    "acknowledged_at" TIMESTAMPTZ(3),
    "acknowledged_by" TEXT,
    "token_hash" TEXT NOT NULL,

    CONSTRAINT "alert_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "message" (
    "id" UUID NOT NULL,
    "incident_id" UUID NOT NULL,
    "kind" "message_kind" NOT NULL,
    "subject" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "facts" JSONB NOT NULL,
    "edited" BOOLEAN NOT NULL DEFAULT false,
    "sent_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "sent_by_id" UUID,
    "sent_by" TEXT NOT NULL,
    "next_update_at" TIMESTAMPTZ(3),
    "head_sequence" INTEGER NOT NULL,
    "head_hash" TEXT NOT NULL,
    "stated_delivery" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "message_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "delivery" (
    "id" UUID NOT NULL,
    "incident_id" UUID NOT NULL,
    "is_drill" BOOLEAN NOT NULL,
    "message_id" UUID,
    "alert_id" UUID,
    "contact_id" UUID,
    "channel" "delivery_channel" NOT NULL,
    "recipient" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "payload" JSONB,
    "state" "delivery_state" NOT NULL DEFAULT 'queued',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "failure" TEXT NOT NULL DEFAULT '',
    "remote_id" TEXT NOT NULL DEFAULT '',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "accepted_at" TIMESTAMPTZ(3),
    "due_at" TIMESTAMPTZ(3) DEFAULT CURRENT_TIMESTAMP,
    "lease_owner" TEXT,
    "lease_until" TIMESTAMPTZ(3),
    "fence" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "delivery_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "user" (
    "id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "password_hash" TEXT,
    "role" "account_role" NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "disabled_at" TIMESTAMPTZ(3),

    CONSTRAINT "user_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "session" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "signed_in_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),
    "address" TEXT,
    "user_agent" TEXT,

    CONSTRAINT "session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "invitation" (
    "id" UUID NOT NULL,
    "token_hash" TEXT NOT NULL,
    "role" "account_role" NOT NULL,
    "email" TEXT,
    "is_setup" BOOLEAN NOT NULL DEFAULT false,
    "created_by_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "invitation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "machine_token" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "token_hash" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "scopes" TEXT[],
    "created_by_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),

    CONSTRAINT "machine_token_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "plan" (
    "id" UUID NOT NULL,
    "incident_id" UUID NOT NULL,
    "kind" "plan_kind" NOT NULL,
    "title" TEXT NOT NULL,
    "state" "plan_state" NOT NULL DEFAULT 'draft',
    "hash" TEXT NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_by_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "approved_by_id" UUID,
    "approved_by" TEXT,
    "approved_at" TIMESTAMPTZ(3),
    "approved_hash" TEXT,
    "finished_at" TIMESTAMPTZ(3),
    "proposal" JSONB NOT NULL DEFAULT '{}',
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "plan_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "step" (
    "id" UUID NOT NULL,
    "plan_id" UUID NOT NULL,
    "incident_id" UUID NOT NULL,
    "connection_id" UUID,
    "credential_id" UUID,
    "damage_id" UUID,
    "position" INTEGER NOT NULL,
    "action" TEXT NOT NULL,
    "input" JSONB NOT NULL,
    "target_key" TEXT NOT NULL,
    "target_label" TEXT NOT NULL,
    "irreversible" BOOLEAN NOT NULL DEFAULT false,
    "why" TEXT NOT NULL DEFAULT '',
    "after" JSONB NOT NULL DEFAULT '[]',
    "preview" JSONB,
    "state" "step_state" NOT NULL DEFAULT 'planned',
    "state_since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "reason" TEXT NOT NULL DEFAULT '',
    "operation" TEXT NOT NULL DEFAULT 'apply',
    "snapshot" JSONB,
    "receipt" JSONB,
    "earlier" JSONB NOT NULL DEFAULT '[]',
    "request_ids" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "requested_at" TIMESTAMPTZ(3),
    "snapshotted_at" TIMESTAMPTZ(3),
    "attempted_at" TIMESTAMPTZ(3),
    "call_settles_at" TIMESTAMPTZ(3),
    "applied_at" TIMESTAMPTZ(3),
    "verify_until" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "unchanged" BOOLEAN NOT NULL DEFAULT false,
    "cancel_asked_at" TIMESTAMPTZ(3),
    "stated_by_id" UUID,
    "stated_by" TEXT,
    "stated_at" TIMESTAMPTZ(3),
    "due_at" TIMESTAMPTZ(3),
    "lease_owner" TEXT,
    "lease_until" TIMESTAMPTZ(3),
    "fence" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "step_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "step_transition" (
    "id" UUID NOT NULL,
    "step_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "from" "step_state",
    "to" "step_state" NOT NULL,
    "by" TEXT NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "step_transition_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "proof" (
    "id" UUID NOT NULL,
    "step_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "statement" TEXT NOT NULL,
    "observed_at" TIMESTAMPTZ(3) NOT NULL,
    "request_id" TEXT,
    "detail" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "proof_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "review" (
    "incident_id" UUID NOT NULL,
    "state" "review_state" NOT NULL DEFAULT 'draft',
    "content" JSONB NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "drafted_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_by" TEXT NOT NULL,
    "completed_at" TIMESTAMPTZ(3),

    CONSTRAINT "review_pkey" PRIMARY KEY ("incident_id")
);

-- CreateTable
CREATE TABLE "action_item" (
    "id" UUID NOT NULL,
    "incident_id" UUID NOT NULL,
    "title" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "owner" TEXT NOT NULL,
    "due_on" DATE,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" TEXT NOT NULL,
    "done_at" TIMESTAMPTZ(3),
    "done_by" TEXT,
    "removed_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "action_item_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "timeline_entry" (
    "id" UUID NOT NULL,
    "incident_id" UUID NOT NULL,
    "sequence" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT,
    "actor_label" TEXT NOT NULL,
    "evidence_id" UUID,
    "corrects_sequence" INTEGER,
    "internal" BOOLEAN NOT NULL DEFAULT false,
    "body_digest" TEXT NOT NULL,
    "previous_hash" TEXT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "timeline_entry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "timeline_body" (
    "entry_id" UUID NOT NULL,
    "salt" TEXT,
    "body" JSONB,
    "redacted_at" TIMESTAMPTZ(3),
    "redacted_by" TEXT,
    "redacted_reason" TEXT,

    CONSTRAINT "timeline_body_pkey" PRIMARY KEY ("entry_id")
);

-- CreateTable
CREATE TABLE "pin" (
    "incident_id" UUID NOT NULL,
    "sequence" INTEGER NOT NULL,
    "pinned_by_id" UUID NOT NULL,
    "pinned_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "pin_pkey" PRIMARY KEY ("incident_id","sequence")
);

-- CreateIndex
CREATE INDEX "assessment_incident_id_idx" ON "assessment"("incident_id");

-- CreateIndex
CREATE UNIQUE INDEX "source_incident_id_connection_id_kind_scope_key" ON "source"("incident_id", "connection_id", "kind", "scope");

-- CreateIndex
CREATE UNIQUE INDEX "evidence_incident_id_sha256_key" ON "evidence"("incident_id", "sha256");

-- CreateIndex
CREATE INDEX "effect_file_incident_id_idx" ON "effect_file"("incident_id");

-- CreateIndex
CREATE UNIQUE INDEX "identity_incident_id_connection_id_identifier_key" ON "identity"("incident_id", "connection_id", "identifier");

-- CreateIndex
CREATE UNIQUE INDEX "damage_incident_id_connection_id_resource_key" ON "damage"("incident_id", "connection_id", "resource");

-- CreateIndex
CREATE INDEX "restore_option_damage_id_idx" ON "restore_option"("damage_id");

-- CreateIndex
CREATE INDEX "activity_at_idx" ON "activity"("at");

-- CreateIndex
CREATE INDEX "activity_subject_idx" ON "activity"("subject");

-- CreateIndex
CREATE UNIQUE INDEX "connection_id_is_range_key" ON "connection"("id", "is_range");

-- CreateIndex
CREATE UNIQUE INDEX "protected_identity_connection_id_pattern_key" ON "protected_identity"("connection_id", "pattern");

-- CreateIndex
CREATE INDEX "credential_agent_id_idx" ON "credential"("agent_id");

-- CreateIndex
CREATE INDEX "credential_incident_id_idx" ON "credential"("incident_id");

-- CreateIndex
CREATE UNIQUE INDEX "incident_reference_key" ON "incident"("reference");

-- CreateIndex
CREATE INDEX "incident_status_idx" ON "incident"("status");

-- CreateIndex
CREATE UNIQUE INDEX "incident_id_is_drill_key" ON "incident"("id", "is_drill");

-- CreateIndex
CREATE INDEX "responder_incident_id_idx" ON "responder"("incident_id");

-- CreateIndex
CREATE INDEX "hand_over_incident_id_idx" ON "hand_over"("incident_id");

-- CreateIndex
CREATE UNIQUE INDEX "live_link_token_hash_key" ON "live_link"("token_hash");

-- CreateIndex
CREATE INDEX "live_link_incident_id_idx" ON "live_link"("incident_id");

-- CreateIndex
CREATE UNIQUE INDEX "alert_token_hash_key" ON "alert"("token_hash");

-- CreateIndex
CREATE INDEX "alert_incident_id_idx" ON "alert"("incident_id");

-- CreateIndex
CREATE INDEX "message_incident_id_idx" ON "message"("incident_id");

-- CreateIndex
CREATE INDEX "delivery_incident_id_idx" ON "delivery"("incident_id");

-- CreateIndex
CREATE INDEX "delivery_due_at_idx" ON "delivery"("due_at");

-- CreateIndex
CREATE UNIQUE INDEX "user_email_key" ON "user"("email");

-- CreateIndex
CREATE INDEX "session_user_id_idx" ON "session"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "invitation_token_hash_key" ON "invitation"("token_hash");

-- CreateIndex
CREATE UNIQUE INDEX "machine_token_token_hash_key" ON "machine_token"("token_hash");

-- CreateIndex
CREATE INDEX "plan_incident_id_idx" ON "plan"("incident_id");

-- CreateIndex
CREATE INDEX "step_plan_id_idx" ON "step"("plan_id");

-- CreateIndex
CREATE INDEX "step_incident_id_idx" ON "step"("incident_id");

-- CreateIndex
CREATE INDEX "step_due_at_idx" ON "step"("due_at");

-- CreateIndex
CREATE INDEX "step_transition_step_id_at_idx" ON "step_transition"("step_id", "at");

-- CreateIndex
CREATE INDEX "proof_step_id_observed_at_idx" ON "proof"("step_id", "observed_at");

-- CreateIndex
CREATE INDEX "action_item_incident_id_idx" ON "action_item"("incident_id");

-- CreateIndex
CREATE INDEX "timeline_entry_incident_id_occurred_at_idx" ON "timeline_entry"("incident_id", "occurred_at");

-- CreateIndex
CREATE UNIQUE INDEX "timeline_entry_incident_id_sequence_key" ON "timeline_entry"("incident_id", "sequence");

-- AddForeignKey
ALTER TABLE "assessment" ADD CONSTRAINT "assessment_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incident"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "source" ADD CONSTRAINT "source_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incident"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "source" ADD CONSTRAINT "source_connection_id_fkey" FOREIGN KEY ("connection_id") REFERENCES "connection"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "evidence" ADD CONSTRAINT "evidence_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incident"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "effect_file" ADD CONSTRAINT "effect_file_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incident"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "identity" ADD CONSTRAINT "identity_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incident"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "identity" ADD CONSTRAINT "identity_connection_id_fkey" FOREIGN KEY ("connection_id") REFERENCES "connection"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "damage" ADD CONSTRAINT "damage_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incident"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "damage" ADD CONSTRAINT "damage_connection_id_fkey" FOREIGN KEY ("connection_id") REFERENCES "connection"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "restore_option" ADD CONSTRAINT "restore_option_damage_id_fkey" FOREIGN KEY ("damage_id") REFERENCES "damage"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "protected_identity" ADD CONSTRAINT "protected_identity_connection_id_fkey" FOREIGN KEY ("connection_id") REFERENCES "connection"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "credential" ADD CONSTRAINT "credential_agent_id_fkey" FOREIGN KEY ("agent_id") REFERENCES "agent"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "credential" ADD CONSTRAINT "credential_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incident"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "incident" ADD CONSTRAINT "incident_agent_id_fkey" FOREIGN KEY ("agent_id") REFERENCES "agent"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "incident_connection" ADD CONSTRAINT "incident_connection_incident_id_is_drill_fkey" FOREIGN KEY ("incident_id", "is_drill") REFERENCES "incident"("id", "is_drill") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "incident_connection" ADD CONSTRAINT "incident_connection_connection_id_is_range_fkey" FOREIGN KEY ("connection_id", "is_range") REFERENCES "connection"("id", "is_range") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "responder" ADD CONSTRAINT "responder_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incident"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "responder" ADD CONSTRAINT "responder_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "hand_over" ADD CONSTRAINT "hand_over_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incident"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "first_step" ADD CONSTRAINT "first_step_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incident"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "live_link" ADD CONSTRAINT "live_link_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incident"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alert" ADD CONSTRAINT "alert_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incident"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alert" ADD CONSTRAINT "alert_contact_id_fkey" FOREIGN KEY ("contact_id") REFERENCES "contact"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "message" ADD CONSTRAINT "message_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incident"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "delivery" ADD CONSTRAINT "delivery_incident_id_is_drill_fkey" FOREIGN KEY ("incident_id", "is_drill") REFERENCES "incident"("id", "is_drill") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "delivery" ADD CONSTRAINT "delivery_message_id_fkey" FOREIGN KEY ("message_id") REFERENCES "message"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "delivery" ADD CONSTRAINT "delivery_alert_id_fkey" FOREIGN KEY ("alert_id") REFERENCES "alert"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "plan" ADD CONSTRAINT "plan_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incident"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "step" ADD CONSTRAINT "step_plan_id_fkey" FOREIGN KEY ("plan_id") REFERENCES "plan"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "step" ADD CONSTRAINT "step_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incident"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "step" ADD CONSTRAINT "step_connection_id_fkey" FOREIGN KEY ("connection_id") REFERENCES "connection"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "step" ADD CONSTRAINT "step_credential_id_fkey" FOREIGN KEY ("credential_id") REFERENCES "credential"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "step" ADD CONSTRAINT "step_damage_id_fkey" FOREIGN KEY ("damage_id") REFERENCES "damage"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "step_transition" ADD CONSTRAINT "step_transition_step_id_fkey" FOREIGN KEY ("step_id") REFERENCES "step"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "proof" ADD CONSTRAINT "proof_step_id_fkey" FOREIGN KEY ("step_id") REFERENCES "step"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "review" ADD CONSTRAINT "review_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incident"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "action_item" ADD CONSTRAINT "action_item_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incident"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "timeline_entry" ADD CONSTRAINT "timeline_entry_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incident"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "timeline_body" ADD CONSTRAINT "timeline_body_entry_id_fkey" FOREIGN KEY ("entry_id") REFERENCES "timeline_entry"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "pin" ADD CONSTRAINT "pin_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incident"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
