/// Functions of the server that make a value of their arguments, or tell something of the session, and look at no table.
package enum RowlessFunctions {
  /// Whether a call is of one of them.
  package static func contains(_ call: ObjectName) -> Bool {
    (call.schema == nil || call.schema == "pg_catalog") && names.contains(call.name)
  }

  static let names: Set<String> = [
    // Numbers
    "abs", "cbrt", "ceil", "ceiling", "div", "exp", "floor", "gcd", "greatest", "lcm", "least", "ln", "log", "mod",
    "power", "random", "round", "sign", "sqrt", "trunc", "width_bucket", "min_scale", "scale", "trim_scale",
    // Texts
    "ascii", "btrim", "char_length", "character_length", "chr", "concat", "concat_ws", "convert", "convert_from",
    "convert_to", "decode", "encode", "format", "initcap", "left", "length", "like_escape", "lower", "lpad", "ltrim",
    "md5", "normalize", "octet_length", "overlay", "position", "quote_ident", "quote_literal", "quote_nullable",
    "regexp_match", "regexp_matches", "regexp_replace", "regexp_split_to_array", "regexp_split_to_table", "repeat",
    "replace", "reverse", "right", "rpad", "rtrim", "sha224", "sha256", "sha384", "sha512", "similar_to_escape",
    "split_part", "starts_with", "string_to_array", "string_to_table", "strpos", "substr", "substring", "to_hex",
    "translate", "unistr", "upper",
    // Dates
    "age", "clock_timestamp", "date_bin", "date_part", "date_trunc", "extract", "isfinite", "justify_days",
    "justify_hours", "justify_interval", "localtimestamp", "make_date", "make_interval", "make_time",
    "make_timestamp", "make_timestamptz", "now", "overlaps", "statement_timestamp", "timeofday", "timezone",
    "to_char", "to_date", "to_number", "to_timestamp", "transaction_timestamp",
    // Arrays, JSON, ranges
    "array_agg", "array_append", "array_cat", "array_length", "array_lower", "array_ndims", "array_position",
    "array_prepend", "array_remove", "array_replace", "array_to_json", "array_to_string", "array_upper",
    "cardinality", "generate_series", "generate_subscripts", "json_agg", "json_array_elements",
    "json_array_elements_text", "json_array_length", "json_build_array", "json_build_object", "json_each",
    "json_each_text", "json_extract_path", "json_extract_path_text", "json_object", "json_object_agg",
    "json_strip_nulls", "json_typeof", "jsonb_agg", "jsonb_array_elements", "jsonb_array_elements_text",
    "jsonb_array_length", "jsonb_build_array", "jsonb_build_object", "jsonb_each", "jsonb_each_text",
    "jsonb_extract_path", "jsonb_extract_path_text", "jsonb_insert", "jsonb_object", "jsonb_object_agg",
    "jsonb_object_keys", "jsonb_set", "jsonb_strip_nulls", "jsonb_typeof", "lower_inc", "lower_inf", "isempty",
    "range_merge", "to_json", "to_jsonb", "unnest", "upper_inc", "upper_inf", "int4range", "int8range", "numrange",
    "daterange", "tsrange", "tstzrange",
    // Search
    "plainto_tsquery", "phraseto_tsquery", "setweight", "strip", "to_tsquery", "to_tsvector", "ts_rank",
    "websearch_to_tsquery",
    // Over several rows
    "avg", "bit_and", "bit_or", "bool_and", "bool_or", "count", "every", "max", "min", "string_agg", "sum",
    "row_number", "rank", "dense_rank", "lag", "lead", "first_value", "last_value", "ntile", "percentile_cont",
    "percentile_disc", "mode", "stddev", "variance",
    // Of the session, and made up
    "coalesce", "nullif", "current_database", "current_schema", "current_setting", "gen_random_uuid", "pg_sleep",
    "pg_typeof", "set_config", "uuid_generate_v4", "version", "txid_current", "hashtext", "crypt", "gen_salt",
    "digest", "hmac", "gen_random_bytes",
  ]
}
