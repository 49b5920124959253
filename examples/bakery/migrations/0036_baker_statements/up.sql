CREATE MATERIALIZED VIEW billing.baker_statements AS
SELECT
  baker.id AS baker_id,
  date_trunc('month', o.placed_at AT TIME ZONE 'Europe/Berlin')::date AS month,
  o.currency,
  sum(line.line_total_cents) AS sold_cents,
  round(sum(line.line_total_cents) * baker.commission) AS commission_cents,
  sum(line.line_total_cents) - round(sum(line.line_total_cents) * baker.commission) AS owed_cents
FROM shop.bakers AS baker
JOIN shop.products AS product ON product.baker_id = baker.id
JOIN shop.order_lines AS line ON line.product_id = product.id
JOIN shop.orders AS o ON o.id = line.order_id
WHERE o.status = 'delivered'
GROUP BY baker.id, 2, o.currency;

CREATE UNIQUE INDEX baker_statements_key ON billing.baker_statements (baker_id, month, currency);
CREATE INDEX baker_statements_month_idx ON billing.baker_statements (month DESC, owed_cents DESC NULLS LAST);

CREATE PROCEDURE billing.refresh_baker_statements()
LANGUAGE plpgsql
AS $$
BEGIN
  REFRESH MATERIALIZED VIEW CONCURRENTLY billing.baker_statements;
END
$$;
COMMENT ON PROCEDURE billing.refresh_baker_statements() IS 'Called on the first of each month, before the transfers';
