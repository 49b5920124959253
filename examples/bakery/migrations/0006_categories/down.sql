DROP FUNCTION shop.category_path(integer);
DROP TABLE shop.product_categories;
DROP TABLE shop.categories;
