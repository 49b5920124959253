CREATE SCHEMA "Sales";
CREATE SCHEMA sales;
CREATE SCHEMA extensions;
CREATE SCHEMA "with/slash";
CREATE SCHEMA "ä";
CREATE TABLE "Sales".t (a integer);
CREATE TABLE sales.t (a integer);
CREATE TABLE sales."T" (a integer, "A" integer, "order" integer, "user" text);
CREATE TABLE sales."t/../x" (a integer PRIMARY KEY);
CREATE TABLE sales."a.b" (a integer REFERENCES sales."t/../x");
CREATE TABLE sales."quote""d" (a integer CHECK (a > 0));
CREATE TABLE sales."new
line" (a integer);
CREATE TABLE sales.éé (a integer);
CREATE TABLE sales."é" (a integer);
CREATE TABLE sales."select" ("table" integer, "system_user" text, "json_scalar" text, CHECK ("json_scalar" <> "system_user"));
CREATE TABLE extensions.t (a integer);
CREATE TABLE "with/slash".t (a integer);
CREATE TABLE sales.a23456789012345678901234567890123456789012345678901234567890123 (b23456789012345678901234567890123456789012345678901234567890123 integer UNIQUE);
CREATE FUNCTION sales."Odd Fn"("Arg" integer, "json" text DEFAULT 'x') RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION sales.many(a timestamp with time zone, b timestamp with time zone, c timestamp with time zone, d timestamp with time zone, e timestamp with time zone, f timestamp with time zone, g timestamp with time zone, h timestamp with time zone, i timestamp with time zone, j character varying) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION sales.many(a timestamp with time zone, b timestamp with time zone, c timestamp with time zone, d timestamp with time zone, e timestamp with time zone, f timestamp with time zone, g timestamp with time zone, h timestamp with time zone, i timestamp with time zone, j text) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE TYPE sales."json" AS ENUM ('a');
CREATE TABLE sales.uses_json (a sales."json", b json DEFAULT '{}'::json);
CREATE VIEW sales.json_view AS SELECT a AS "json", b AS json_query FROM sales.uses_json;
CREATE INDEX "Index Name" ON sales."T" ("A", "order");
-- fingerprint: b08ea7c9a94bc6d1f4a3c9646f23fb5187430850dffcf43f1d72799efc3ca7ee
-- fingerprint with access: 143a34204356b09b6d20ff8f79610718f00727eb95676113d6d3d8e4d6be8524
