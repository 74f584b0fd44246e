"""Years of recorded pages: each file is read on its own, then all are merged by one writer."""
