CREATE MATERIALIZED VIEW loyalty.standings AS
SELECT
  account.customer_id,
  account.card_number,
  COALESCE(sum(entry.points), 0) AS points,
  loyalty.tier_for(COALESCE(sum(entry.points), 0)) AS deserved_tier,
  max(entry.booked_on) AS last_booked_on
FROM loyalty.accounts AS account
LEFT JOIN loyalty.entries AS entry ON entry.customer_id = account.customer_id
GROUP BY account.customer_id;
COMMENT ON MATERIALIZED VIEW loyalty.standings IS 'Refreshed each night; the card shows it';

-- REFRESH … CONCURRENTLY needs a unique index.
CREATE UNIQUE INDEX standings_customer_key ON loyalty.standings (customer_id);
CREATE INDEX standings_points_idx ON loyalty.standings (points DESC) WHERE points > 0;
