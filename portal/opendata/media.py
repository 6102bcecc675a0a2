"""What kinds of files there are. No Parquet: everything reads CSV, without another package."""

CSV, GEOJSON, JSON = "text/csv; charset=utf-8", "application/geo+json", "application/json"
JSON_LD, JSON_LINES = "application/ld+json", "application/x-ndjson"
