ALTER TABLE shop.order_lines ALTER COLUMN product_id RESET (n_distinct);

DROP STATISTICS shop.orders_placed_hour;
DROP STATISTICS shop.orders_status_currency;
