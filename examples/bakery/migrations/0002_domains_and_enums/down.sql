DROP TYPE shop.order_status;
DROP TYPE shop.product_kind;

DROP DOMAIN shop.cents;
DROP DOMAIN shop.slug;
DROP DOMAIN shop.email_address;
