"""Files made in the background for whoever asks: lists, official forms, reports on findings."""
