DROP FUNCTION shop.search_products(text, integer);
DROP INDEX shop.products_name_trigram_idx;
ALTER TABLE shop.products DROP COLUMN search_document;
