DO $$
BEGIN
  ASSERT NOT EXISTS (SELECT FROM loyalty.entries WHERE kind = 'earned' AND order_id IS NULL),
    'points were earned without an order';
END
$$;
