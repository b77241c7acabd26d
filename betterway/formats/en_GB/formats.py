"""How Django writes and reads British dates, where that is otherwise here."""

TIME_INPUT_FORMATS = ["%H:%M", "%H:%M:%S"]  # by the first the admin's “Now” writes the hour
