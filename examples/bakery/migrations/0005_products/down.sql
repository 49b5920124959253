DROP TABLE shop.products;
