"""Native histograms, columnar: many at once, every bucket an element of one array. Nothing here loops over buckets."""
