DROP TRIGGER payments_audit ON billing.payments;
DROP TRIGGER orders_audit ON shop.orders;

DROP FUNCTION audit.record_change();
DROP TABLE audit.events;
DROP SCHEMA audit;
