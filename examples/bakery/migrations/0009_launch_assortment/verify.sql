-- No category may be its own ancestor, and each product must hang somewhere.
DO $$
BEGIN
  ASSERT NOT EXISTS (
    SELECT FROM shop.products AS product
    WHERE NOT EXISTS (SELECT FROM shop.product_categories AS link WHERE link.product_id = product.id)
  ), 'a product is in no category';
END
$$;
