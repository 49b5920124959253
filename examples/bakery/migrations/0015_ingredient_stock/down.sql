DROP TABLE kitchen.stock_levels;
DROP TABLE kitchen.stock_movements;
DROP TABLE kitchen.ingredients;

DROP FUNCTION kitchen.refuse_ledger_change();
DROP FUNCTION kitchen.apply_stock_movements();

DROP TYPE kitchen.unit;
DROP SCHEMA kitchen;
