DROP TABLE shop.customer_addresses;
DROP TYPE shop.postal_address;
DROP TABLE shop.customers;
