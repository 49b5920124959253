DROP FUNCTION kitchen.recipe_cost_cents(bigint);
DROP VIEW kitchen.ingredient_costs;
DROP AGGREGATE kitchen.weighted_mean(numeric, numeric);
DROP FUNCTION kitchen.weighted_mean_result(numeric[]);
DROP FUNCTION kitchen.weighted_mean_combine(numeric[], numeric[]);
DROP FUNCTION kitchen.weighted_mean_add(numeric[], numeric, numeric);
DROP TABLE kitchen.recipe_ingredients;
DROP TABLE kitchen.recipes;
