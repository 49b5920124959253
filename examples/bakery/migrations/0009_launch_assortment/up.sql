-- Data: the three bakers, nine products and six categories of the first day.
INSERT INTO shop.bakers (slug, display_name, story, commission, joined_on)
VALUES
  ('kettle-and-crumb', 'Kettle & Crumb', 'Sourdough from a wood oven, since 1987', 0.120, '2024-11-04'),
  ('orchard-jars', 'Orchard Jars', 'Jam of one variety and one tree at a time', 0.100, '2024-11-18'),
  ('butterfold', 'Butterfold', 'Twenty-seven layers, before six in the morning', 0.135, '2024-12-02');

INSERT INTO shop.categories (slug, title, position)
VALUES ('bread', 'Bread', 1), ('pastry', 'Pastry', 2), ('preserves', 'Preserves', 3);

INSERT INTO shop.categories (parent_id, slug, title, position)
SELECT parent.id, child.slug, child.title, child.position
FROM (
  VALUES
    ('bread', 'sourdough', 'Sourdough', 1),
    ('bread', 'rye', 'Rye', 2),
    ('preserves', 'jam', 'Jam', 1)
) AS child (parent_slug, slug, title, position)
JOIN shop.categories AS parent ON parent.slug = child.parent_slug;

INSERT INTO shop.products (baker_id, sku, name, kind, price_cents, weight_grams, description, allergens, is_listed)
SELECT
  baker.id, item.sku, item.name, item.kind::shop.product_kind, item.price_cents, item.weight_grams,
  item.description, item.allergens, true
FROM (
  VALUES
    ('kettle-and-crumb', 'BR-001', 'Country sourdough', 'bread', 690, 1000, 'Wheat and a little rye, 36 hours.', '{gluten}'::text[]),
    ('kettle-and-crumb', 'BR-002', 'Walnut rye', 'bread', 820, 800, 'Dense, dark, best on the third day.', '{gluten,nuts}'),
    ('kettle-and-crumb', 'BR-003', 'Spelt tin loaf', 'bread', 740, 750, 'Soft slices for children.', '{gluten}'),
    ('orchard-jars', 'JM-001', 'Mirabelle jam', 'jam', 560, 250, 'One tree in Lorraine.', '{}'),
    ('orchard-jars', 'JM-002', 'Quince jelly', 'jam', 610, 250, 'Clear as amber.', '{}'),
    ('orchard-jars', 'JM-003', 'Bitter orange marmalade', 'jam', 580, 320, 'Cut by hand, cooked twice.', '{}'),
    ('butterfold', 'PA-001', 'Butter croissant', 'pastry', 240, 70, 'The plain one.', '{gluten,milk}'),
    ('butterfold', 'PA-002', 'Almond croissant', 'pastry', 360, 110, 'Yesterday''s plain one, twice baked.', '{gluten,milk,nuts,egg}'),
    ('butterfold', 'GB-001', 'Sunday breakfast box', 'gift_box', 2950, 1900, 'Bread, jam and six croissants.', '{gluten,milk}')
) AS item (baker_slug, sku, name, kind, price_cents, weight_grams, description, allergens)
JOIN shop.bakers AS baker ON baker.slug = item.baker_slug
ORDER BY item.sku;

INSERT INTO shop.product_categories (product_id, category_id)
SELECT product.id, category.id
FROM shop.products AS product
JOIN shop.categories AS category
  ON category.slug = CASE
    WHEN product.sku = 'BR-002' THEN 'rye'
    WHEN product.kind = 'bread' THEN 'sourdough'
    WHEN product.kind = 'jam' THEN 'jam'
    ELSE 'pastry'
  END;
