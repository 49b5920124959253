-- Everything the shop sells, and everyone it sells to, lives in one schema.
CREATE EXTENSION IF NOT EXISTS citext WITH SCHEMA public;
CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;

CREATE SCHEMA shop;
COMMENT ON SCHEMA shop IS 'Catalogue, customers and orders of the bakery marketplace';
