DROP PROCEDURE billing.redeem_voucher(text, integer, integer);
DROP TABLE billing.vouchers;
DROP EXTENSION pgcrypto;
