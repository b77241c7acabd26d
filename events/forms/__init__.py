"""Forms of meetings, a module for each thing that is typed."""
