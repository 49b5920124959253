DROP TRIGGER orders_earn_points ON shop.orders;
DROP FUNCTION loyalty.earn_points();
DROP TABLE loyalty.earning_rates;
