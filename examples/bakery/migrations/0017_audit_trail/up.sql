CREATE SCHEMA audit;
COMMENT ON SCHEMA audit IS 'Who changed which row, and how it looked before';

CREATE TABLE audit.events (
  id          uuid NOT NULL DEFAULT gen_random_uuid(),
  occurred_at timestamptz NOT NULL DEFAULT now(),
  actor       text NOT NULL DEFAULT CURRENT_USER,
  relation    text NOT NULL,
  operation   "char" NOT NULL,
  old_row     jsonb,
  new_row     jsonb,
  PRIMARY KEY (id, occurred_at),
  CONSTRAINT events_operation_known CHECK (operation IN ('I', 'U', 'D'))
) PARTITION BY RANGE (occurred_at);
COMMENT ON COLUMN audit.events.operation IS 'I inserted, U updated, D deleted';

CREATE INDEX events_relation_idx ON audit.events (relation, occurred_at DESC);

CREATE TABLE audit.events_2025_h1 PARTITION OF audit.events
  FOR VALUES FROM ('2025-01-01 00:00:00+00') TO ('2025-07-01 00:00:00+00');
CREATE TABLE audit.events_2025_h2 PARTITION OF audit.events
  FOR VALUES FROM ('2025-07-01 00:00:00+00') TO ('2026-01-01 00:00:00+00');
CREATE TABLE audit.events_unsorted PARTITION OF audit.events DEFAULT;

CREATE FUNCTION audit.record_change()
RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  INSERT INTO audit.events (actor, relation, operation, old_row, new_row)
  VALUES (
    session_user,
    format('%I.%I', TG_TABLE_SCHEMA, TG_TABLE_NAME),
    left(TG_OP, 1)::"char",
    CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END,
    CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END
  );
  RETURN NULL;
END
$$;

CREATE TRIGGER orders_audit
  AFTER INSERT OR UPDATE OR DELETE ON shop.orders
  FOR EACH ROW EXECUTE FUNCTION audit.record_change();

CREATE TRIGGER payments_audit
  AFTER INSERT OR UPDATE OR DELETE ON billing.payments
  FOR EACH ROW EXECUTE FUNCTION audit.record_change();
