DO $$
BEGIN
  ASSERT NOT EXISTS (
    SELECT
    FROM shop.orders AS o
    JOIN shop.customers AS customer ON customer.id = o.customer_id
    WHERE o.placed_at < customer.created_at
  ), 'an order is older than its customer';
END
$$;
