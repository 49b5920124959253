DROP MATERIALIZED VIEW loyalty.standings;
