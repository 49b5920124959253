DELETE FROM shop.orders WHERE reference LIKE 'PB-%';
DELETE FROM shop.customers WHERE email::text LIKE 'guest%@example.org';
