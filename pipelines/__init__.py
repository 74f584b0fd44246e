"""Pure steps, value in, value out: no clock, disk, network, environment or chance in this room."""
