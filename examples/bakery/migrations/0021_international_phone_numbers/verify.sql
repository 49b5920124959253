DO $$
BEGIN
  ASSERT NOT EXISTS (SELECT FROM shop.customers WHERE phone_number LIKE '% %'), 'a telephone number kept its blanks';
END
$$;
