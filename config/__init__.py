"""Settings and the data a policy officer can read and replace."""
