CREATE TABLE public.t (a integer PRIMARY KEY, b text, c character varying(5));
CREATE TABLE public.log (at timestamptz, what text);
CREATE FUNCTION public.fn() RETURNS trigger LANGUAGE plpgsql AS 'begin return null; end';
CREATE TRIGGER before_all BEFORE INSERT OR UPDATE OF b, c OR DELETE ON public.t FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION public.fn('x', 'it''s', '1');
CREATE TRIGGER on_change AFTER UPDATE ON public.t FOR EACH ROW WHEN (old.* IS DISTINCT FROM new.* AND new.c IN ('a', 'b')) EXECUTE FUNCTION public.fn();
CREATE TRIGGER truncating AFTER TRUNCATE ON public.t EXECUTE FUNCTION public.fn();
CREATE TRIGGER transitions AFTER UPDATE ON public.t REFERENCING OLD TABLE AS before NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION public.fn();
CREATE CONSTRAINT TRIGGER deferred AFTER INSERT ON public.t DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.fn();
CREATE CONSTRAINT TRIGGER from_other AFTER INSERT ON public.t FROM public.log NOT DEFERRABLE FOR EACH ROW EXECUTE FUNCTION public.fn();
CREATE TRIGGER off BEFORE INSERT ON public.t FOR EACH ROW EXECUTE FUNCTION public.fn();
CREATE TRIGGER replica BEFORE INSERT ON public.t FOR EACH ROW EXECUTE FUNCTION public.fn();
CREATE TRIGGER always BEFORE INSERT ON public.t FOR EACH ROW EXECUTE FUNCTION public.fn();
ALTER TABLE public.t DISABLE TRIGGER off;
ALTER TABLE public.t ENABLE REPLICA TRIGGER replica;
ALTER TABLE public.t ENABLE ALWAYS TRIGGER always;
CREATE RULE logging AS ON INSERT TO public.t WHERE new.c IN ('a', 'b') DO ALSO INSERT INTO public.log VALUES (now(), new.b);
CREATE RULE nothing AS ON DELETE TO public.t DO INSTEAD NOTHING;
CREATE RULE many AS ON UPDATE TO public.t DO ALSO (INSERT INTO public.log VALUES (now(), old.b); DELETE FROM public.log WHERE what = old.b);
ALTER TABLE public.t DISABLE RULE nothing;
COMMENT ON TRIGGER off ON public.t IS 'disabled';
COMMENT ON RULE logging ON public.t IS 'logs';
CREATE FUNCTION public.evt() RETURNS event_trigger LANGUAGE plpgsql AS 'begin end';
CREATE EVENT TRIGGER watch ON ddl_command_end WHEN TAG IN ('ALTER TABLE', 'CREATE TABLE') EXECUTE FUNCTION public.evt();
CREATE EVENT TRIGGER watch_off ON sql_drop EXECUTE FUNCTION public.evt();
ALTER EVENT TRIGGER watch_off DISABLE;
COMMENT ON EVENT TRIGGER watch IS 'watches';
-- fingerprint: c3b5c5afaad53c00224de4f567dfc7a4157397ab891e28d8b3a9c32f8081e679
-- fingerprint with access: 90948873e8706b95ea1fb4b8149e58b565e6dce9a39ff7a40dd3dc865b950455
