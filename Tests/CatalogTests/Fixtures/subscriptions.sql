-- roles: subscriber
CREATE TABLE public.t (id integer PRIMARY KEY);
CREATE SUBSCRIPTION plain CONNECTION 'host=far dbname=d user=u password=hidden-1' PUBLICATION "A b", z WITH (connect = false, streaming = off);
CREATE SUBSCRIPTION tuned CONNECTION 'postgresql://u@far/d' PUBLICATION z WITH (connect = false, slot_name = NONE, binary = true, streaming = on, synchronous_commit = 'local');
CREATE SUBSCRIPTION slotted CONNECTION 'host=far' PUBLICATION z WITH (connect = false, slot_name = 'other_slot', streaming = off);
-- fingerprint: a7b92ce9af353aac620b09dab465edfabce334f2b9a21e4868dddf61fcf3bc69
-- fingerprint with access: 0c407b0f8531852a8b7eb9ef7f227eb86f783a1a6d13efe0c29e1797394d8820
