"""What series there are: their labels, metadata and exemplars. Their values are read by `query.promql`."""
