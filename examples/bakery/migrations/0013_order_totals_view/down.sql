DROP VIEW shop.bestsellers;
DROP VIEW shop.order_totals;
