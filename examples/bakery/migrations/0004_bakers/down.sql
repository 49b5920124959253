DROP TABLE shop.bakers;
