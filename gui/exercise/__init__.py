"""The exercise page of a practice book: a chart to judge by hand, and the protocol's answer afterwards."""
