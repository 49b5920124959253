DROP VIEW shop.product_ratings;
DROP TABLE shop.reviews;
DROP FUNCTION shop.require_purchase();
