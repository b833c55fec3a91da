"""Every-fault replay: runs a test once for each of its requests and each kind of fault, and judges each run."""
