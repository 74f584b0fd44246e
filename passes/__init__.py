"""The units of work of a pass: the one place where network, disk, mail and workers meet."""
