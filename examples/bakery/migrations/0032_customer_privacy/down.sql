DROP POLICY reviews_not_by_strangers ON shop.reviews;
DROP POLICY reviews_by_their_author ON shop.reviews;
DROP POLICY reviews_are_public ON shop.reviews;
ALTER TABLE shop.reviews DISABLE ROW LEVEL SECURITY;

DROP POLICY customer_addresses_of_the_customer ON shop.customer_addresses;
ALTER TABLE shop.customer_addresses NO FORCE ROW LEVEL SECURITY;
ALTER TABLE shop.customer_addresses DISABLE ROW LEVEL SECURITY;

DROP POLICY customers_see_themselves ON shop.customers;
ALTER TABLE shop.customers DISABLE ROW LEVEL SECURITY;

DROP FUNCTION shop.current_customer_id();
