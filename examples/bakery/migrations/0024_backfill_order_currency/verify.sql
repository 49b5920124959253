DO $$
DECLARE
  missing bigint;
BEGIN
  SELECT count(*) INTO missing FROM shop.orders WHERE currency IS NULL;
  ASSERT missing = 0, format('%s orders have no currency', missing);
END
$$;
