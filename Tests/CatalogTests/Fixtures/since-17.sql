CREATE ACCESS METHOD heap2 TYPE TABLE HANDLER heap_tableam_handler;
CREATE TABLE public.parted (a integer, b integer) PARTITION BY LIST (a) USING heap2;
CREATE TABLE public.parted_1 PARTITION OF public.parted FOR VALUES IN (1);
CREATE TABLE public.parted_2 PARTITION OF public.parted FOR VALUES IN (2) USING heap;
CREATE TABLE public.parted_3 PARTITION OF public.parted FOR VALUES IN (3) PARTITION BY LIST (b);
CREATE TABLE public.parted_3_1 PARTITION OF public.parted_3 FOR VALUES IN (1);
-- fingerprint: ba047494069979450909286bf0866ca4ff899b618ad603c008870b29fa9405a4
-- fingerprint with access: ea575c358f9e9a9c0f621bb78d0d33b562b7104e4f54f03380ba8133fff73279
