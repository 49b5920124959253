DROP FUNCTION loyalty.tier_for(bigint);
DROP TABLE loyalty.accounts;
DROP TYPE loyalty.tier;
DROP SCHEMA loyalty;
