-- The shop's web role sets shop.customer_id for each request, and sees that customer only.
CREATE FUNCTION shop.current_customer_id()
RETURNS bigint
LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT NULLIF(current_setting('shop.customer_id', true), '')::bigint $$;

ALTER TABLE shop.customers ENABLE ROW LEVEL SECURITY;
CREATE POLICY customers_see_themselves ON shop.customers
  USING (id = shop.current_customer_id());

ALTER TABLE shop.customer_addresses ENABLE ROW LEVEL SECURITY;
ALTER TABLE shop.customer_addresses FORCE ROW LEVEL SECURITY;
CREATE POLICY customer_addresses_of_the_customer ON shop.customer_addresses
  USING (customer_id = shop.current_customer_id())
  WITH CHECK (customer_id = shop.current_customer_id());

ALTER TABLE shop.reviews ENABLE ROW LEVEL SECURITY;
CREATE POLICY reviews_are_public ON shop.reviews
  FOR SELECT USING (hidden_at IS NULL);
CREATE POLICY reviews_by_their_author ON shop.reviews
  USING (customer_id = shop.current_customer_id());
CREATE POLICY reviews_not_by_strangers ON shop.reviews
  AS RESTRICTIVE FOR INSERT WITH CHECK (shop.current_customer_id() IS NOT NULL);
