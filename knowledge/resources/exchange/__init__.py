"""Taking the record away and bringing it in: CSV, XLSX, HSDS and the standard open data sets."""
