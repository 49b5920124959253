-- Second of three, data: all orders so far were in euro. In slices by id, so that each
-- statement holds few row locks and one that has to wait says where.
UPDATE shop.orders SET currency = 'EUR' WHERE currency IS NULL AND id BETWEEN 1 AND 80;
UPDATE shop.orders SET currency = 'EUR' WHERE currency IS NULL AND id BETWEEN 81 AND 160;
UPDATE shop.orders SET currency = 'EUR' WHERE currency IS NULL AND id BETWEEN 161 AND 240;
UPDATE shop.orders SET currency = 'EUR' WHERE currency IS NULL AND id > 240;
