DROP VIEW shop.baker_dashboard;
