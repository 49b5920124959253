DO $$
BEGIN
  ASSERT (
    SELECT kitchen.weighted_mean(price, pieces) = 4
    FROM (VALUES (2::numeric, 1::numeric), (5, 2), (NULL, 9)) AS bought (price, pieces)
  ), 'weighted_mean(2 × 1, 5 × 2) should be 4';
END
$$;
