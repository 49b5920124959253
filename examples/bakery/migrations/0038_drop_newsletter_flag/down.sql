-- The column comes back as the last one of the table: PostgreSQL has no way to put it elsewhere.
ALTER TABLE shop.customers ADD COLUMN newsletter boolean NOT NULL DEFAULT false;

UPDATE shop.customers AS customer
SET newsletter = true
FROM shop.consents AS consent
WHERE consent.customer_id = customer.id AND consent.purpose = 'newsletter' AND consent.withdrawn_at IS NULL;
