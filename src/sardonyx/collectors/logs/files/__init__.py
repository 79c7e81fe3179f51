"""Files as they grow: which (`finding`), which is which (`identity`), one (`tailed`), all of them (`tailer`)."""
