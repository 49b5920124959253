DELETE FROM shop.product_categories
WHERE product_id IN (SELECT id FROM shop.products WHERE sku ~ '^(BR|JM|PA|GB)-00[123]$');

DELETE FROM shop.products WHERE sku ~ '^(BR|JM|PA|GB)-00[123]$';
DELETE FROM shop.categories WHERE slug IN ('sourdough', 'rye', 'jam');
DELETE FROM shop.categories WHERE slug IN ('bread', 'pastry', 'preserves');
DELETE FROM shop.bakers WHERE slug IN ('kettle-and-crumb', 'orchard-jars', 'butterfold');
