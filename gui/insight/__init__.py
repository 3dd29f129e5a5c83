"""The insight page: pictures of how screening goes, each counted from the log and saved as a figure."""
