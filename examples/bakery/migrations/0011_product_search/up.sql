ALTER TABLE shop.products
  ADD COLUMN search_document tsvector
    GENERATED ALWAYS AS (
      setweight(to_tsvector('english', name), 'A') || setweight(to_tsvector('english', description), 'C')
    ) STORED;

CREATE INDEX products_search_document_idx ON shop.products USING gin (search_document) WITH (fastupdate = off);

-- For "did you mean": names that look alike, of what can be bought.
CREATE INDEX products_name_trigram_idx
  ON shop.products USING gin (name public.gin_trgm_ops)
  WHERE is_listed;

CREATE FUNCTION shop.search_products(words text, page_size integer DEFAULT 20)
RETURNS TABLE (product_id bigint, name text, rank real)
LANGUAGE sql STABLE ROWS 20
AS $$
  SELECT product.id, product.name, ts_rank(product.search_document, query)
  FROM shop.products AS product, websearch_to_tsquery('english', words) AS query
  WHERE product.is_listed AND product.search_document @@ query
  ORDER BY 3 DESC, 1
  LIMIT page_size
$$;
