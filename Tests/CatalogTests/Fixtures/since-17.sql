CREATE ACCESS METHOD heap2 TYPE TABLE HANDLER heap_tableam_handler;
CREATE TABLE public.parted (a integer, b integer) PARTITION BY LIST (a) USING heap2;
CREATE TABLE public.parted_1 PARTITION OF public.parted FOR VALUES IN (1);
CREATE TABLE public.parted_2 PARTITION OF public.parted FOR VALUES IN (2) USING heap;
CREATE TABLE public.parted_3 PARTITION OF public.parted FOR VALUES IN (3) PARTITION BY LIST (b);
CREATE TABLE public.parted_3_1 PARTITION OF public.parted_3 FOR VALUES IN (1);
CREATE TABLE public.b (a integer, g integer GENERATED ALWAYS AS (a * 2) STORED);
CREATE TABLE public.c1 () INHERITS (public.b);
ALTER TABLE public.c1 ALTER COLUMN g SET EXPRESSION AS (a * 3);
-- fingerprint: 84674939e91fdebe4ed2b89aea6f67ba5b5b4c553b7c55ac8f196b7d3dac0778
-- fingerprint with access: 0c8acb38216b23451d4a225537f1d8975ad55ab66fd9baafd9cfb74b35ca8e69
