CREATE TABLE shop.categories (
  id        integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  parent_id integer,
  slug      shop.slug NOT NULL UNIQUE,
  title     text NOT NULL,
  position  smallint NOT NULL DEFAULT 0,
  CONSTRAINT categories_not_own_parent CHECK (parent_id <> id),

  -- Deferred, so that a whole tree can be written in any order within one transaction.
  CONSTRAINT categories_parent_id_fkey FOREIGN KEY (parent_id)
    REFERENCES shop.categories (id) ON DELETE RESTRICT
    DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX categories_parent_id_idx ON shop.categories (parent_id, position);

CREATE TABLE shop.product_categories (
  product_id  bigint NOT NULL REFERENCES shop.products (id) ON DELETE CASCADE,
  category_id integer NOT NULL REFERENCES shop.categories (id),
  PRIMARY KEY (product_id, category_id)
);
CREATE INDEX product_categories_category_id_idx ON shop.product_categories (category_id);

CREATE FUNCTION shop.category_path(category integer)
RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
  WITH RECURSIVE ancestors AS (
    SELECT id, parent_id, title, 1 AS depth
    FROM shop.categories
    WHERE id = category
    UNION ALL
    SELECT parent.id, parent.parent_id, parent.title, child.depth + 1
    FROM ancestors AS child
    JOIN shop.categories AS parent ON parent.id = child.parent_id
  )
  SELECT string_agg(title, ' / ' ORDER BY depth DESC) FROM ancestors
$$;
COMMENT ON FUNCTION shop.category_path(integer) IS 'The titles from the root to a category: Bread / Sourdough';
