DO $$
BEGIN
  ASSERT (SELECT count(*) FROM shop.baker_dashboard) = (SELECT count(*) FROM shop.bakers WHERE left_on IS NULL),
    'the dashboard shows a baker twice, or not at all';
END
$$;
