DROP TABLE billing.payments;
DROP TYPE billing.payment_state;
DROP TYPE billing.payment_method;
DROP SCHEMA billing;
