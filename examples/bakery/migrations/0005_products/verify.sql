-- The price per kilogram is computed, never typed.
DO $$
BEGIN
  ASSERT (
    SELECT attgenerated = 's'
    FROM pg_attribute
    WHERE attrelid = 'shop.products'::regclass AND attname = 'price_per_kilogram_cents'
  ), 'shop.products.price_per_kilogram_cents is not a generated column';
END
$$;
