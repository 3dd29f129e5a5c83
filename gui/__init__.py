"""Windows: show what the service says and pass on what people do; decide nothing."""
