DROP TRIGGER orders_touch_updated_at ON shop.orders;
DROP TRIGGER products_touch_updated_at ON shop.products;
DROP TRIGGER customers_touch_updated_at ON shop.customers;

DROP FUNCTION shop.touch_updated_at();

ALTER TABLE shop.orders DROP COLUMN updated_at;
ALTER TABLE shop.products DROP COLUMN updated_at;
ALTER TABLE shop.customers DROP COLUMN updated_at;
