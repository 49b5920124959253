DROP PROCEDURE billing.refresh_baker_statements();
DROP MATERIALIZED VIEW billing.baker_statements;
